# What people and programs see on D-Bus and with berthctl, and what only root may do.
load lib

AS_NOBODY='setpriv --reuid nobody --regid nogroup --clear-groups'

setup_file() {
  berth_boot one
  make_image one web:latest
  descriptor one web <<<'{Unit: {Description: the web}, Container: {Image: web, Pull: never, Environment: {TOKEN: sesame-open}}}'
  descriptor one odd.name-1 <<<'{Container: {Image: web, Pull: never}}'
}
teardown_file() { host_stop_all; }

@test "busctl shows the manager and each service with its properties" {
  run on one 'busctl introspect org.berth1 /org/berth1'
  for word in ListServices GetService Reload Version EngineVersion EngineState ServiceNew Pull RollBack Unquarantine GetHistory; do has_line "$word" <<<"$output"; done
  on one 'busctl tree org.berth1' | has_line /org/berth1/service/odd_2ename_2d1
  run on one 'busctl introspect org.berth1 /org/berth1/service/web'
  for word in Id Description UnitName DescriptorPath LoadState LoadError ActiveState SubState StatusText Result Image Digest \
    ImageStale RolledBack GoodDigest Quarantine PullStatus PullBytes PullLayersTotal ContainerId MainPID Health NRestarts ExitStatus LogFile Timer NextRun LastRun LastRunDuration LastRunResult StateChangeTimestamp ActiveEnterTimestampMonotonic; do
    has_line ".$word " <<<"$output"
  done
  on one 'systemctl start web'
  [ "$(property one web ActiveState)" = active ]
  [ "$(property one web UnitName)" = web.service ]
  [ "$(property one web MainPID)" = "$(on one 'docker inspect -f "{{.State.Pid}}" web')" ]
}

@test "changes are told by PropertiesChanged" {
  on one 'systemctl stop web; systemd-run --quiet --collect --unit monitor --property StandardOutput=truncate:/root/monitor \
    --property StandardError=append:/root/monitor stdbuf -oL busctl monitor org.berth1'
  eventually 20 on one 'grep Monitoring /root/monitor'
  on one 'systemctl start web'
  eventually 20 on one 'grep -q PropertiesChanged /root/monitor && grep -q ContainerId /root/monitor && grep -q "\"running\"" /root/monitor'
  on one 'systemctl stop monitor'
}

@test "anybody may read, only root may change" {
  on one 'id nobody >/dev/null'
  on one "$AS_NOBODY busctl get-property org.berth1 /org/berth1/service/web org.berth1.Service ActiveState" | has_line '"active"'
  on one "$AS_NOBODY berthctl list" | has_line 'web'
  run on one "$AS_NOBODY berthctl reload"
  [ "$status" -eq 1 ]
  run on one "$AS_NOBODY busctl call org.berth1 /org/berth1 org.berth1.Manager Reload"
  [ "$status" -ne 0 ]
  run on one "$AS_NOBODY berthctl stop web"
  [ "$status" -ne 0 ]
  [ "$(on one 'systemctl is-active web')" = active ]
  [ "$(on one 'stat -c %a /run/berth/hold.sock')" = 600 ]
}

@test "berthctl: verbs, JSON and exit codes" {
  on one 'berthctl list --json' | jq -e 'map(select(.Id == "web" and .ActiveState == "active")) | length == 1'
  on one 'berthctl status web --json' | jq -e '.[0].Description == "the web"'
  on one 'berthctl stop web'
  run on one 'berthctl status web'
  [ "$status" -eq 3 ]
  run on one 'berthctl status nobody-knows'
  [ "$status" -eq 4 ]
  on one 'berthctl start web odd.name-1 && berthctl restart web && berthctl stop odd.name-1'
  run on one 'berthctl frob'
  [ "$status" -eq 2 ]
  has_line 'there is no verb frob' <<<"$output"
  run on one 'berthctl strat web'
  has_line 'did you mean start?' <<<"$output"
  on one 'berthctl --help' | has_line restart
  on one 'berthctl check'
  on one 'berthctl reload --json' | jq -e '. == []'
  run on one 'systemctl stop berth; berthctl list'
  on one 'systemctl start berth'
  [ "$status" -eq 0 ] || has_line 'berthd does not run' <<<"$output"
}

@test "wild calls do no harm" {
  on one 'for i in 1 2 3; do busctl call org.berth1 /org/berth1 org.berth1.Manager GetService s "../../etc/passwd"; busctl call org.berth1 /org/berth1 org.berth1.Manager GetService s "$(head -c 100000 /dev/zero | tr "\0" a)"; busctl get-property org.berth1 /org/berth1/service/nope org.berth1.Service Id; busctl call org.berth1 /org/berth1 org.berth1.Manager Nope; done 2>/dev/null; true'
  [ "$(on one 'systemctl show -p NRestarts --value berth')" = 0 ]
  [ "$(on one 'systemctl is-active berth')" = active ]
}

@test "a secret of the environment is nowhere but in the container" {
  on one 'systemctl restart web; docker inspect -f "{{.Config.Env}}" web' | has_line sesame-open
  on one 'journalctl --sync; ! journalctl --no-pager -o export | grep -a sesame-open | grep -av _CMDLINE'
  on one '! grep -ra sesame-open /run/berth /var/lib/berth /usr/local/lib/systemd /root/var/log 2>/dev/null'
  on one '! docker inspect -f "{{.Config.Labels}}" web | grep sesame-open'
  on one '! busctl --json=short call org.berth1 /org/berth1/service/web org.freedesktop.DBus.Properties GetAll s "" | grep sesame-open'
}
