# shellcheck shell=bash disable=SC2046,SC2086 # lists of units are meant to be taken apart
# usage: memory.sh COUNT. Each line that it prints: whose processes, their mean PSS and RSS in kB, and how many they are.
set -e
count=$1
services=$(seq -f 'bench-%02g' "$count") peers=$(seq -f 'peer-%02g' "$count")

measure() {
  local what=$1 pid
  shift
  for pid; do cat /proc/$pid/smaps_rollup; done |
    awk -v what="$what" '/^Pss:/ {pss += $2; n++} /^Rss:/ {rss += $2} END {print what, pss / n, rss / n, n}'
}
main_pids() { for unit; do systemctl show --property MainPID --value "$unit"; done; }
until_running() { until (($(docker ps --quiet | wc -l) >= count)); do sleep 0.2; done; sleep 5; }

for service in $services; do echo '{Container: {Image: bench, Pull: missing}}' >/etc/berth/services/$service.yaml; done
berthctl reload >/dev/null
systemctl start $services
until_running
measure hold $(main_pids $services)
measure daemon $(main_pids berth)
systemctl stop $services
rm /etc/berth/services/*.yaml
berthctl reload >/dev/null

for peer in $peers; do
  printf '[Service]\nExecStart=/usr/bin/docker run --rm --name %s bench\n' $peer >/run/systemd/system/$peer.service
done
systemctl daemon-reload
systemctl start $peers
until_running
measure peer $(main_pids $peers)
docker ps --quiet | xargs docker kill >/dev/null
