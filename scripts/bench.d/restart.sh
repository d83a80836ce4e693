# shellcheck shell=bash
# usage: restart.sh ROUNDS MEGABYTES RATE. Each line that it prints: what was measured, and its microseconds. The host has
# /run/faulty.py and /run/prober.py.
set -e
rounds=$1 megabytes=$2 rate=$3
image=$(mktemp -d)

# Images that have nothing in common, in the registry alone: what the engine has, it would not pull.
make_version() {
  local service=$1 version=$2 reference=127.0.0.1:5000/$1:$2
  mkdir -p "$image/www"
  cp /bin/busybox "$image/busybox"
  echo "$version" >"$image/www/index.html"
  head -c "${megabytes}MB" /dev/urandom >"$image/payload"
  tar -C "$image" -cf - . | docker import --change \
    'CMD ["/busybox", "sh", "-c", "trap \"exit 0\" TERM; /busybox httpd -f -p 80 -h /www & wait"]' - "$reference" >/dev/null
  docker push --quiet "$reference" >/dev/null
  docker rmi "$reference" >/dev/null
}

# Moves the tag that the service pulls, in the registry.
publish() {
  local manifests=http://127.0.0.1:5000/v2/$1/manifests type=application/vnd.docker.distribution.manifest.v2+json
  curl -sf -H "Accept: $type" "$manifests/$2" >"$image/manifest"
  curl -sf -X PUT -H "Content-Type: $type" --data-binary "@$image/manifest" "$manifests/latest"
}

page() { curl -sf "http://127.0.0.1:$1/"; }

# Runs a command while the prober asks a port; prints WHAT and the longest time without an answer.
probed() {
  local what=$1 port=$2 prober tried
  shift 2
  python3 /run/prober.py "$port" >/run/gap &
  prober=$!
  sleep 0.5
  "$@"
  for ((tried = 0; tried < 300; ++tried)); do
    if page "$port" >/dev/null; then break; fi
    sleep 0.1
  done
  sleep 0.5
  kill "$prober"
  wait "$prober"
  read -r gap _ </run/gap
  echo "$what $gap"
}

timed() {
  local what=$1 begun=${EPOCHREALTIME/[.,]/}
  shift
  "$@"
  echo "$what $((${EPOCHREALTIME/[.,]/} - begun))"
}

engine() { curl -sf -o /dev/null --unix-socket /run/docker.sock -X POST "http://engine/containers/bare/$1"; }
stop_and_start() { timed stop engine stop; timed start engine start; }

layers_pulled() { grep -c "GET /v2/$1/blobs/" /run/faulty.log || true; }

# restart WHAT SERVICE PORT VERSION: to a version that was pushed meanwhile. Fails if that is not what was pulled and runs.
restart() {
  local before
  before=$(layers_pulled "$2")
  publish "$2" "$4"
  probed "$1" "$3" systemctl restart "$2"
  (($(layers_pulled "$2") > before)) || { echo "$2 pulled nothing" >&2; exit 1; }
  [[ $(page "$3") == "$4" ]] || { echo "$2 does not run the new image" >&2; exit 1; }
  docker image prune --force >/dev/null
}

systemctl start docker-registry
echo '{}' | python3 /run/faulty.py set
systemd-run --quiet --collect --unit faulty python3 /run/faulty.py serve
until curl -s -o /dev/null http://127.0.0.1:5001/v2/; do sleep 0.1; done
for service in ours classic; do
  for version in one two; do make_version "$service" "$version"; done
  publish "$service" one
done
make_version bare one

echo '{Container: {Image: "127.0.0.1:5001/ours", PublishPort: "8081:80"}}' >/etc/berth/services/ours.yaml
cat >/run/systemd/system/classic.service <<'UNIT'
[Service]
ExecStartPre=/usr/bin/docker pull --quiet 127.0.0.1:5001/classic
ExecStartPre=-/usr/bin/docker rm --force classic
ExecStart=/usr/bin/docker run --rm --name classic --publish 8082:80 127.0.0.1:5001/classic
ExecStop=/usr/bin/docker stop classic
UNIT
berthctl reload >/dev/null
systemctl daemon-reload
systemctl start ours classic
docker run --detach --name bare --publish 8083:80 127.0.0.1:5001/bare:one >/dev/null 2>&1
echo "{\"rate\": $rate}" | python3 /run/faulty.py set

for ((round = 1; round <= rounds; ++round)); do
  version=$( ((round % 2)) && echo two || echo one)
  restart berth ours 8081 "$version"
  restart classic classic 8082 "$version"
  probed bare 8083 stop_and_start
done

docker rm --force bare >/dev/null
systemctl stop ours classic faulty docker-registry
rm -r "$image" /etc/berth/services/ours.yaml /run/systemd/system/classic.service
berthctl reload >/dev/null
