# An engine that comes up while containerd goes down takes a container for running whose output it never reads: what is
# missing because of that is told, also where berthd stood still meanwhile.
load lib

setup_file() {
  berth_boot one
  make_image one count:latest 'n=0; while sleep 0.1; do n=$((n + 1)); echo "$n"; done'
  descriptor one count <<<'{Container: {Image: count, Pull: never, StopTimeout: 1s}, Log: {Journal: no}}'
  on one bash -s <<'IN'
    config=/etc/docker/daemon.json
    jq '. + {"live-restore": true}' $config >/run/daemon.json && cp /run/daemon.json $config
    for unit in docker containerd; do
      install -D /dev/stdin /etc/systemd/system/$unit.service.d/soon.conf <<<$'[Service]\nRestartSec=500ms'
    done
    systemctl daemon-reload && systemctl restart docker
IN
  eventually 60 engine_is_up one
}
teardown_file() { host_stop_all; }

# The shim does not answer containerd, nor that the engine, which asks for the container; then containerd is killed.
lose_containerd_while_the_engine_loads() {
  on one bash -s <<'IN'
    main() { systemctl show -p MainPID --value "$1"; }
    loads() { journalctl -u docker -o cat --since "@$since" | grep -q 'Loading containers: start'; }
    shim=$(awk '/^PPid/ {print $2}' "/proc/$(docker inspect -f '{{.State.Pid}}' count)/status")
    berth=$(main berth)
    kill -STOP "$berth" "$shim"
    sleep 1
    since=$(date +%s)
    kill -9 "$(main docker)"
    for _ in $(seq 300); do if loads; then break; fi; sleep 0.1; done
    loads || exit
    sleep 0.5
    kill -9 "$(main containerd)"
    kill -CONT "$shim"
    for _ in $(seq 300); do if docker inspect count >/dev/null 2>&1; then break; fi; sleep 0.1; done
    sleep 0.5
    kill -CONT "$berth"
IN
}
gaps() { on one 'grep -c "^berth: lines of count may be missing between" /root/var/log/count.log'; }

@test "lines that the engine does not read since it came up without containerd are told to be missing" {
  on one 'systemctl start count'
  eventually 20 on one 'grep -qx 5 /root/var/log/count.log'
  lose_containerd_while_the_engine_loads
  eventually 60 engine_is_up one
  eventually 60 on one 'test "$(systemctl is-active containerd docker | sort -u)" = active'
  eventually 20 on one 'tail -n 1 /root/var/log/count.log | grep ": the way to its output was lost$"'
  [ "$(gaps)" = 1 ]
  # It runs, and what it writes comes to nobody.
  before=$(on one 'docker logs --tail 1 count')
  sleep 1
  [ "$(on one 'docker logs --tail 1 count')" = "$before" ]
  [ "$(on one 'docker inspect -f "{{.State.Status}}" count')" = running ]
  patience=120 on one 'systemctl stop count'
  on one 'tail -n 1 /root/var/log/count.log | grep "^berth: lines of count may be missing between"'
  [ "$(gaps)" = 2 ]
  [ -z "$(on one 'grep -v -e "^berth: " /root/var/log/count.log | uniq -d')" ]
  eventually 60 on one 'test -z "$(docker ps -aq)"'
}
