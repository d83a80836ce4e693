#!/bin/sh
# Makes the image of the example out of busybox, without a network. Run it where Docker runs.
set -eu

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'HELP'
usage: image.sh [--push]

Makes 127.0.0.1:5000/nightly:latest, a job that packs /from into an archive in /to and ends. --push sends it to the
registry at 127.0.0.1:5000. Needs docker and a static busybox (package busybox-static).
HELP
  exit 0
fi

image=127.0.0.1:5000/nightly:latest

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/bin" "$root/tmp"
cp "$(command -v busybox)" "$root/bin/busybox"
"$root/bin/busybox" --install "$root/bin"

cat >"$root/run.sh" <<'RUN'
archive=/to/$(date +%F).tar.gz
tar -C /from -czf "$archive.new" . && mv "$archive.new" "$archive" || exit 1
echo "packed $(tar -tzf "$archive" | wc -l) files into $archive"
RUN

tar -C "$root" -cf - . |
  docker import --change 'CMD ["/bin/sh", "/run.sh"]' --change 'ENV PATH=/bin' - "$image" >/dev/null
if [ "${1:-}" = --push ]; then docker push --quiet "$image" >/dev/null; fi
