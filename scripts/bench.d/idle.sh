# shellcheck shell=bash disable=SC2046,SC2086 # lists of units are meant to be taken apart
# usage: idle.sh COUNT SECONDS. Each line that it prints: whose processes, how many, the ticks of CPU time that they used,
# how often they woke up, and how many of them did.
set -e
count=$1 seconds=$2
services=$(seq -f 'idle-%03g' "$count")

main_pids() { systemctl show --property MainPID --value "$@" | grep . | tr '\n' ' '; }
# For each process: its ticks, and how often one of its threads has waited for something.
look() {
  local pid
  for pid; do
    awk -v pid=$pid '/^voluntary/ {wakes += $2} END {printf "%d %d ", pid, wakes}' /proc/$pid/task/*/status
    sed 's/.*) //' /proc/$pid/stat | awk '{print $12 + $13}'
  done
}
compare() {
  local what=$1
  paste -d ' ' /run/before.$what /run/after.$what |
    awk -v what=$what '{wakes += $5 - $2; ticks += $6 - $3; awake += $5 > $2} END {print what, NR, ticks, wakes, awake}'
}

for service in $services; do
  echo '{Container: {Image: bench, Pull: missing}}' >/etc/berth/services/$service.yaml
done
berthctl reload >/dev/null
systemctl start $services
until (($(docker ps --quiet | wc -l) >= count)); do sleep 0.2; done
sleep 35  # the images' trial (GoodAfter) is over
declare -A pids=([holders]=$(main_pids $services) [berthd]=$(main_pids berth) [dockerd]=$(main_pids docker))
for what in holders berthd dockerd; do look ${pids[$what]} >/run/before.$what; done
sleep "$seconds"
for what in holders berthd dockerd; do look ${pids[$what]} >/run/after.$what; done
for what in holders berthd dockerd; do compare $what; done
systemctl stop $services
rm /etc/berth/services/idle-*.yaml
berthctl reload >/dev/null
