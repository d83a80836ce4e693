# What becomes of output beside Berth's own files: the engine's small copy, and compression under berth.service's limits.
load lib

setup_file() {
  berth_boot one
  make_image one talk:latest 'trap "exit 0" TERM; echo to out; while :; do sleep 1 & wait $!; done'
}
teardown_file() { host_stop_all; }

# restarted_with SETTING [MORE]: berthd takes a setting up, and a new container is made from the descriptor.
restarted_with() {
  on one "systemctl stop talk; echo '$1' >/etc/berth/agent.yaml; systemctl restart berth"
  descriptor one talk <<<"{Container: {Image: talk, Pull: never${2:-}}}"
  eventually 30 engine_is_up one
  on one 'rm -f /root/var/log/talk.log; systemctl start talk'
  eventually 20 on one 'grep -qx "to out" /root/var/log/talk.log'
}

log_config() { on one 'docker inspect -f "{{json .HostConfig.LogConfig}}" talk'; }

@test "docker logs shows the last of the output, of which the engine keeps little" {
  descriptor one talk <<<'{Container: {Image: talk, Pull: never}}'
  on one 'systemctl start talk'
  [ "$(log_config)" = '{"Type":"local","Config":{"compress":"false","max-file":"2","max-size":"4m"}}' ]
  eventually 20 on one 'docker logs talk | grep -qx "to out"'
}

@test "EngineLog says how much that is, or that it is nothing, and the log file has all of it in any case" {
  restarted_with 'EngineLog: 100K'
  log_config | has_line '"max-size":"100k"'
  restarted_with 'EngineLog: none'
  [ "$(log_config)" = '{"Type":"none","Config":{}}' ]
  run on one 'docker logs talk'
  ((status != 0))
  restarted_with 'EngineLog: default'
  log_config | has_line '"Type":"json-file"'
  restarted_with 'EngineLog: none' ', LogOpt: {max-size: 1m}'
  [ "$(log_config)" = '{"Type":"json-file","Config":{"max-size":"1m"}}' ]
}

@test "a child of berth.service compresses at the lowest priority, and keeps mode and owner" {
  on one '
    sed -e "s|^ExecStart=.*|ExecStart=/usr/sbin/berthd --compress /root/var/log/big.log.1|" \
        -e "/^Exec[SR].*ctl/d; /^Type=/d; /^Restart/d; /^Watchdog/d; /^Runtime/d; /^NotifyAccess/d" \
        /usr/lib/systemd/system/berth.service >/run/systemd/system/squeeze.service
    systemctl daemon-reload
    mkdir -p /root/var/log
    head -c 300M /dev/zero | tr "\0" x >/root/var/log/big.log.1
    chmod 640 /root/var/log/big.log.1
    chown daemon:adm /root/var/log/big.log.1
    systemctl start squeeze
    # It is done in a second or two: a look from outside might come too late.
    pid=$(systemctl show -p MainPID --value squeeze)
    until chrt -p $pid | grep SCHED_IDLE && ionice -p $pid | grep -x idle; do kill -0 $pid || exit 1; sleep 0.02; done'
  eventually 240 on one '[ $(systemctl is-active squeeze) = inactive ]'
  [ "$(on one 'stat -c "%a %U %G" /root/var/log/big.log.1.gz.tmp')" = '640 daemon adm' ]
  on one 'zcat </root/var/log/big.log.1.gz.tmp | cmp - /root/var/log/big.log.1'
}
