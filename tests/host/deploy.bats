# From an operator's machine, with nothing but scp and ssh, fifty times over.
load lib

setup_file() {
  berth_boot target
  host_boot desk
  make_image target 127.0.0.1:5000/hello:latest
  registry_start target
  push_image target 127.0.0.1:5000/hello:latest
  export TARGET
  TARGET=$(host_address target)
}
teardown_file() { host_stop_all; }

# A start is over when the container's process runs, which may be a moment before that has said anything.
@test "scp, mv, daemon-reload, enable, start, status, journalctl: fifty services, never failing" {
  on desk 'mkdir -p /root/work; cat >/root/work/hello.yaml' <<'YAML'
Unit:
  Description: hello
Container:
  Image: 127.0.0.1:5000/hello
  EnvironmentFile: hello.env
Install:
  WantedBy: multi-user.target
YAML
  on desk 'echo GREETING=hi >/root/work/hello.env'
  timeout 420 "$launcher" sh "$(host_name desk)" bash -c "cd /root/work && for i in \$(seq 50); do
    set -e
    n=hello\$i
    sed s/hello.env/\$n.env/ hello.yaml >\$n.yaml; cp hello.env \$n.env
    scp -q \$n.yaml \$n.env $TARGET:
    ssh $TARGET \"set -e
      mv \$n.yaml /etc/berth/services/
      systemctl daemon-reload
      systemctl enable --quiet \$n
      systemctl start \$n
      systemctl status \$n >/dev/null
      timeout 20 sh -c 'until journalctl --sync; journalctl --unit \$n | grep -q up; do sleep 0.2; done'\"
  done"
  [ "$(on target 'docker ps -q | wc -l')" = 50 ]
  [ "$(on target 'systemctl list-unit-files --state=enabled "hello*" --no-legend | wc -l')" = 50 ]
  [ "$(on target 'systemctl --failed --no-legend "hello*" | wc -l')" = 0 ]
}

@test "fifty services: the daemon and the holders stay small" {
  rss=$(on target 'awk "/^VmRSS/ {print \$2}" /proc/$(systemctl show -p MainPID --value berth)/status')
  pss=$(on target 'cat $(pgrep -x berth-hold | sed "s|.*|/proc/&/smaps_rollup|") | awk "/^Pss:/ {sum += \$2} END {print int(sum / 50)}"')
  echo "daemon RSS $rss kB, holder PSS $pss kB"
  ((rss <= 20480))
  ((pss <= 300))
}

@test "fifty services come back after a reboot, one container each" {
  host_reboot target
  eventually 120 on target '[ $(docker ps -q | wc -l) = 50 ] && [ $(systemctl list-units --state=active "hello*" --no-legend | wc -l) = 50 ]'
  timeout 180 "$launcher" sh "$(host_name target)" systemctl stop 'hello*'
  [ -z "$(on target 'docker ps -aq')" ]
}
