# Stops, by systemctl and at shutdown, and how each kind of end is told apart.
load lib

setup_file() { berth_boot one; }
teardown_file() { host_stop_all; }
teardown() { on one 'systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload'; }

web() { descriptor one web; }

@test "a container that ignores its stop signal is killed after StopTimeout, which is seen while it lasts, and that is said" {
  make_image one deaf:latest 'trap "" TERM; while :; do sleep 1; done'
  web <<<'{Container: {Image: deaf, Pull: never, StopTimeout: 10s}}'
  on one 'systemctl start web; systemctl stop --no-block web'
  eventually 20 on one 'systemctl status web | grep -q "stopping the container (up to 10s)"'
  eventually 40 on one '[ $(systemctl is-active web) = inactive ]'
  journal_of one web | has_line 'did not end within 10s of its stop signal and was killed (StopTimeout)'
}

@test "with Init: yes a program that ignores signals as PID 1 ends at once" {
  make_image one careless:latest 'exec sleep 1000'
  on one 'ls /usr/bin/docker-init /usr/bin/tini-static 2>/dev/null | head -1' | grep -q . || skip 'the engine of this host has no init'
  web <<<'{Container: {Image: careless, Pull: never, Init: yes, StopTimeout: 50s}}'
  on one 'systemctl start web'
  # Not before its init passes signals on.
  eventually 20 on one 'docker top web -eo pid,args | grep -q " sleep 1000"'
  on one 'timeout 30 systemctl stop web'
}

@test "at a reboot containers stop in order, before the engine goes" {
  make_image one tidy:latest 'trap "sleep 2; date +%s >/state/\$(hostname); exit 0" TERM; echo up; while :; do sleep 1 & wait $!; done'
  for name in web-db web-app; do
    after=''
    [[ $name == web-app ]] && after='Unit: {After: web-db.service, Requires: web-db.service}, '
    descriptor one $name <<<"{${after}Container: {Image: tidy, Pull: never, HostName: $name, Volume: '/root/state:/state'}}"
  done
  on one 'mkdir -p /root/state; systemctl start web-app'
  # Then they have their traps.
  eventually 20 on one 'grep -q up /root/var/log/web-db.log && grep -q up /root/var/log/web-app.log'
  host_reboot one
  # Each had its two seconds, the one that needs the other first.
  app=$(on one 'cat /root/state/web-app')
  db=$(on one 'cat /root/state/web-db')
  ((db - app >= 2))
}

@test "each kind of end has its own result" {
  ends() { # SCRIPT RESULT TEXT
    make_image one ends:latest "$1"
    web <<<'{Container: {Image: ends, Pull: never}}'
    on one 'systemctl start web; true'
    eventually 20 on one 'systemctl is-failed web'
    [ "$(property one web Result)" = "$2" ]
    on one 'systemctl status web' | has_line "$3"
    on one 'systemctl reset-failed web'
  }
  ends 'sleep 0.2; exit 7' exit-code 'the container exited with status 7'
  ends 'sleep 0.2; sh -c "kill -SEGV \$\$"; exit $?' signal 'the container was ended by SIGSEGV (status 139)'
  web <<<'{Container: {Image: ends, Pull: never, Exec: /no/such/program}}'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 127 ]
  web <<<'{Container: {Image: ends, Pull: never, Exec: /etc}}'
  run on one 'systemctl reset-failed web; systemctl start web'
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 126 ]
}
