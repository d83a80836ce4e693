# shellcheck shell=bash
# usage: descriptors.sh COUNT ROUNDS. Each line that it prints: what was measured, and seconds, kB or a number.
set -e
count=$1 rounds=$2
generator=/usr/lib/systemd/system-generators/berth-generator
units=/usr/local/lib/systemd/system

# In memory: an ext4 that has deleted as many inodes a minute ago takes 0.1 to 0.3 ms for each new one.
mkdir -p $units /etc/berth/kept /run/copies
mount -t tmpfs tmpfs $units
systemctl restart berth
for number in $(seq "$count"); do
  cat >"/etc/berth/kept/bench$number.yaml" <<YAML
Unit:
  Description: an API server
  After: nginx.service
Container:
  Image: registry.example/api$number
  HostName: "%H"
  PublishPort: "$((10000 + number)):8080"
  Environment: {ENVIRONMENT: production, NUMBER: "$number"}
  Volume: /root/var:/var
  HealthCmd: curl -fs http://localhost:8080/ping
  Notify: healthy
Service:
  Restart: on-failure
Install:
  WantedBy: multi-user.target
YAML
done

now() { echo "${EPOCHREALTIME/[.,]/}"; }
timed() {
  local what=$1 begun
  shift
  begun=$(now)
  "$@" >/dev/null
  echo "$what $(($(now) - begun))" | awk '{print $1, $2 / 1e6}'
}
memory() { awk -v what="$1" '/^VmRSS:/ {print what, $2}' "/proc/$(systemctl show --property MainPID --value berth)/status"; }
# Ours notices by itself, too: both at once would be measured.
at_rest() { sleep 1; }
reloads() { journalctl --boot _PID=1 --output cat | grep -cx 'Reloading\.*' || true; }

for round in $(seq "$rounds"); do
  timed check berthctl check /etc/berth/kept
  mv /etc/berth/kept/*.yaml /etc/berth/services
  timed write $generator /tmp /tmp /tmp
  at_rest
  [ "$(find $units -name 'bench*.service' | wc -l)" = "$count" ]
  timed again $generator /tmp /tmp /tmp
  timed daemon-reload systemctl daemon-reload
  rm -rf /run/copies
  timed copy cp -r $units /run/copies
  if ((round == 1)); then memory first; fi
  mv /etc/berth/services/bench*.yaml /etc/berth/kept
  at_rest
done
# What Berth notices by itself, it tells systemd once.
at_rest
before=$(reloads)
mv /etc/berth/kept/*.yaml /etc/berth/services
sleep 3
echo "reloads $(($(reloads) - before))"
memory last
