# shellcheck shell=bash
# usage: start.sh ROUNDS. Each line that it prints: what was started, and how many microseconds the command took.
set -e
echo '{Container: {Image: bench, Pull: missing}}' >/etc/berth/services/bench.yaml
printf '[Service]\nType=exec\nExecStart=/bin/busybox sleep 100000\n' >/run/systemd/system/plain.service
berthctl reload >/dev/null
systemctl daemon-reload

engine() { curl -sf -o /dev/null --unix-socket /run/docker.sock "$@"; }
bare() {  # both requests in one process
  curl -sf -o /dev/null --unix-socket /run/docker.sock -H 'Content-Type: application/json' -d '{"Image": "bench"}' \
    'http://engine/containers/create?name=bare' \
    --next -sf -o /dev/null --unix-socket /run/docker.sock -X POST http://engine/containers/bare/start
}
timed() {
  local what=$1 begun=${EPOCHREALTIME/[.,]/}
  shift
  "$@"
  echo "$what $((${EPOCHREALTIME/[.,]/} - begun))"
}
for ((round = 0; round <= $1; ++round)); do
  timed berth systemctl start bench
  systemctl stop bench
  sleep 0.3
  timed bare bare
  engine -X DELETE 'http://engine/containers/bare?force=1'
  sleep 0.3
  timed plain systemctl start plain
  systemctl stop plain
  sleep 0.3
done
rm /etc/berth/services/bench.yaml
