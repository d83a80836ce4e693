#!/bin/sh
# Makes the image of the example out of busybox, without a network. Run it where Docker runs.
set -eu

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'HELP'
usage: image.sh [--push] [VERSION]

Makes 127.0.0.1:5000/hello:latest, a web server that says $GREETING and VERSION (default: 1). --push sends it to the
registry at 127.0.0.1:5000. Needs docker and a static busybox (package busybox-static).
HELP
  exit 0
fi

push=no
if [ "${1:-}" = --push ]; then push=yes; shift; fi
version=${1:-1}
image=127.0.0.1:5000/hello:latest

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/bin" "$root/tmp" "$root/www"
cp "$(command -v busybox)" "$root/bin/busybox"
"$root/bin/busybox" --install "$root/bin"

cat >"$root/run.sh" <<RUN
echo "\$GREETING, version $version" >/www/index.html
httpd -f -v -p 8080 -h /www 2>&1 &
trap 'echo closing; kill \$!; exit 0' TERM
echo "open, version $version"
wait
RUN

tar -C "$root" -cf - . |
  docker import --change 'CMD ["/bin/sh", "/run.sh"]' --change 'ENV PATH=/bin' --change 'ENV GREETING=Hello' - "$image" >/dev/null
if [ "$push" = yes ]; then docker push --quiet "$image" >/dev/null; fi
echo "$image: version $version"
