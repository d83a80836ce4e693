#!/bin/sh
# Makes a stand-in for an API server out of busybox, without a network. Run it where Docker runs.
set -eu

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'HELP'
usage: image.sh [--push]

Makes 127.0.0.1:5000/museum:latest: it warms up for two seconds, then answers /ping and / on port 8080 and /metrics on
port 2112. --push sends it to the registry at 127.0.0.1:5000. Needs docker and a static busybox (package
busybox-static).
HELP
  exit 0
fi

image=127.0.0.1:5000/museum:latest

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/bin" "$root/tmp" "$root/api" "$root/monitor"
cp "$(command -v busybox)" "$root/bin/busybox"
"$root/bin/busybox" --install "$root/bin"

cat >"$root/run.sh" <<'RUN'
trap 'echo closing; kill $(jobs -p); exit 0' TERM
title=$(sed -n 's/^title=//p' /museum.conf)
echo "warming up ($ENVIRONMENT)"
sleep 2 & wait $!
echo pong >/api/ping
echo "$title, $ENVIRONMENT, on $(hostname)" >/api/index.html
echo "museum_up 1" >/monitor/metrics
httpd -f -p 8080 -h /api &
httpd -f -p 2112 -h /monitor &
echo "open: $title"
wait
RUN

tar -C "$root" -cf - . |
  docker import --change 'CMD ["/bin/sh", "/run.sh"]' --change 'ENV PATH=/bin' - "$image" >/dev/null
if [ "${1:-}" = --push ]; then docker push --quiet "$image" >/dev/null; fi
echo "$image"
