# shellcheck shell=bash
# usage: logs.sh ROUNDS LINES FEWER. Each line that it prints: which way the lines went, how many per second, and how many
# were lost and doubled. The slow ways get fewer. The host has /run/flood and /run/growth.py.
set -e
rounds=$1 lines=$2 fewer=$3 width=100
folder=/root/var/log

# watched WHAT FILE LINES: one figure for a file that grows, and the file is gone.
watched() {
  local what=$1 file=$2 lines=$3 rate have distinct
  rate=$(python3 /run/growth.py "$file" $((lines * width)))
  sleep 0.5  # what comes twice may come late
  if /run/flood "$lines" | cmp -s - "$file"; then
    echo "$what $((rate / width)) 0 0"
  else
    have=$(wc -l <"$file") distinct=$(sort -u "$file" | wc -l)
    echo "$what $((rate / width)) $((lines - distinct)) $((have - distinct))"
  fi
  rm "$file"
}

# berth WHAT ENGINE-LOG: what the engine keeps beside it costs more than all that Berth does.
berth() {
  echo "EngineLog: $2" >/etc/berth/agent.yaml
  systemctl restart berth
  systemctl start --no-block flood
  watched "$1" $folder/flood.log "$lines"
  until [[ $(systemctl is-active flood) == inactive ]]; do sleep 0.1; done
}
piped() {
  docker run --rm --log-driver none flood | cat >$folder/piped.log &
  watched piped $folder/piped.log "$lines"
  wait
}
followed() {
  docker run --detach --name followed --log-driver json-file flood:fewer >/dev/null
  docker logs --follow followed >$folder/followed.log &
  watched followed $folder/followed.log "$fewer"
  wait
  docker rm followed >/dev/null
}

# What journald took, from the first record to the last: what it can't take is lost to the journal, and counted.
journal() {
  local since
  since=$(date +%s.%6N)
  systemctl start loud
  until [[ $(systemctl is-active loud) == inactive ]]; do sleep 0.1; done
  sleep 1  # what is queued in berthd
  journalctl --sync
  journalctl --unit loud --since "@$since" --output export --output-fields=MESSAGE --no-pager |
    awk -F= -v lines="$fewer" '/^__REALTIME/ {now = $2} /^MESSAGE=[0-9]+ \./ {if (!taken++) first = now; last = now}
      END {printf "journal %.0f %d 0\n", taken * 1e6 / (last - first), lines - taken}'
}

chmod +x /run/flood
mkdir -p /run/image
cp /run/flood /run/image
for tag in "latest $lines" "fewer $fewer"; do
  tar -C /run/image -cf - flood | docker import --change "CMD [\"/flood\", \"${tag#* }\"]" - "flood:${tag% *}" >/dev/null
done
echo '{Container: {Image: flood, Pull: never}, Log: {Journal: no, MaxSize: none}}' >/etc/berth/services/flood.yaml
echo '{Container: {Image: "flood:fewer", Pull: never}, Log: {File: none, RateLimit: none}}' >/etc/berth/services/loud.yaml
berthctl reload >/dev/null
for ((round = 1; round <= rounds; ++round)); do
  berth berth none
  piped
  berth default 4M
  followed
  journal
done
rm /etc/berth/services/{flood,loud}.yaml /etc/berth/agent.yaml
systemctl restart berth
berthctl reload >/dev/null
