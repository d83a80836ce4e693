# berthctl about images: pull, history, rollback, unquarantine, and what its status and its restarts say when all is not well.
load lib

here=127.0.0.1:5000
as_nobody='setpriv --reuid nobody --regid nogroup --clear-groups'
serving='trap "exit 0" TERM; echo serving; while :; do sleep 1 & wait $!; done'

setup_file() {
  berth_boot one
  registry_start one
}
teardown_file() { host_stop_all; }
setup() {
  publish "$serving"
  first=$digest
  web web
  on one 'berthctl start web'
  eventually 20 proved "$first"
}
teardown() {
  on one 'systemctl stop web other 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload
    rm -f /var/lib/berth/web.json /root/var/log/*; systemctl restart berth
    docker images -q | sort -u | xargs -r docker rmi -f >/dev/null'
  eventually 20 engine_is_up one
}

# publish SCRIPT: a new image under the tag, in the registry alone; its digest is in $digest.
publish() {
  make_big_image one "$here/web" 1 "$1"
  digest=$(push_image one "$here/web")
  on one "docker rmi -f $here/web" >/dev/null
}
web() { descriptor one web <<<"{Container: {Image: $here/$1, ${2:-Pull: newer}}, Update: {GoodAfter: 500ms}, Log: {${3:-}}}"; }
proved() { [ "$(property one web GoodDigest)" = "$1" ]; }
short() { echo "${1:7:12}"; }

@test "pull: all names at once, a line or an object for each, and the service runs on" {
  pid=$(property one web MainPID)
  publish "$serving"
  descriptor one other <<<"{Container: {Image: $here/nothing}}"
  run on one 'berthctl pull web other'
  [ "$status" -eq 1 ]
  has_line "web: $(short "$digest"); berthctl restart web takes it" <<<"$output"
  has_line 'berthctl: pull other: pull 127.0.0.1:5000/nothing:latest: no such image' <<<"$output"
  [ "$(property one web MainPID)" = "$pid" ]
  on one 'berthctl pull web --json' | jq -e '. == [{service: "web", result: "done", digest: "'"$digest"'"}]'
  run on one 'berthctl pull other --json'
  [ "$status" -eq 1 ]
  jq -e '.[0].result == "failed" and (.[0].text | contains("no such image"))' <<<"$output"
  on one 'berthctl restart web; berthctl pull web' | has_line 'it runs already'
}

@test "history: newest first, with what runs and which image is the last good one" {
  publish "$serving"
  on one 'berthctl restart web'
  eventually 20 proved "$digest"
  run on one 'berthctl history web'
  [[ ${lines[0]} == DIGEST*PULLED*STARTED*READY*ENDED*WHY ]]
  [[ ${lines[1]} == "$(short "$digest") (last good)"*runs ]]
  [[ ${lines[2]} == "$(short "$first")"*success ]]
  run on one 'berthctl history nobody-knows'
  [ "$status" -eq 4 ]
}

@test "rollback and unquarantine: there, back, and again, with the reason where there is none" {
  run on one 'berthctl rollback web'
  [ "$status" -eq 1 ]
  has_line 'there is no earlier image of web' <<<"$output"
  publish "$serving"
  on one 'berthctl restart web'
  eventually 20 proved "$digest"
  on one 'berthctl rollback web' | has_line "running the last good image $here/web:latest (sha256:$(short "$first"))"
  on one 'berthctl list' | has_line "$(short "$first") (rolled back)"
  on one 'berthctl status web' | has_line "Digest: $first (rolled back)"
  on one 'berthctl status web' | has_line "Quarantine: $digest"
  # A restart that is no upgrade says so, and is none.
  run on one 'berthctl restart web'
  [ "$status" -eq 0 ]
  has_line 'is in quarantine: rolled back by hand' <<<"$output"
  on one 'berthctl unquarantine web' | has_line '1 image is out of quarantine'
  run on one 'berthctl unquarantine web'
  [ "$status" -eq 1 ]
  has_line 'no image of web is in quarantine' <<<"$output"
  on one 'berthctl restart web; berthctl stop web'
  on one "berthctl rollback web $(short "$first")" | has_line "web does not run; its next start takes $(short "$first")"
  on one 'berthctl start web' 2>&1
  [ "$(property one web Digest)" = "$first" ]
}

@test "a refused restart says why, each time anew, and what ran runs on" {
  pid=$(property one web MainPID)
  web nothing 'Pull: always'
  run on one 'berthctl restart web'
  [ "$status" -eq 1 ]
  has_line 'refused, and what ran runs on: pull 127.0.0.1:5000/nothing:latest: no such image' <<<"$output"
  web web 'Pul: always'
  run on one 'berthctl restart web --json'
  [ "$status" -eq 1 ]
  jq -e '.[0].result == "canceled" and (.[0].text | contains("unknown key \"Pul\""))' <<<"$output"
  run on one 'systemctl restart web'
  [ "$status" -eq 1 ]
  has_line 'Job for web.service canceled.' <<<"$output"
  [ "$(property one web MainPID)" = "$pid" ]
}

@test "status of a service that failed: how it ended, and its last lines without their colours" {
  web web 'Exec: [/bin/sh, -c, "until [ -e /tmp/end ]; do usleep 100000; done; seq 20; printf \"\\033[31mpanic\\033[0m: no database\\n\"; exit 3"]'
  on one 'berthctl restart web && docker exec web touch /tmp/end'
  eventually 20 on one '! systemctl is-active web'
  run on one 'berthctl status web'
  [ "$status" -eq 3 ]
  has_line 'Result: exit-code (status 3)' <<<"$output"
  [[ ${lines[-1]} == 'panic: no database' && ${lines[-2]} == 20 && ${lines[-10]} == 12 && ${lines[-11]} != 11 ]]
  on one 'berthctl status web --json' | jq -e '.[0].LastLines | length == 10 and .[9] == "panic: no database"'
  on one 'ln -sf /etc/shadow /root/var/log/web.log; berthctl status web' | has_line 'its last lines: journalctl --unit web'
}

@test "anybody may read the history, only root may order" {
  on one "$as_nobody berthctl history web" | has_line "$(short "$first")"
  for order in 'pull web' 'rollback web' 'unquarantine web' 'restart web'; do
    run on one "$as_nobody berthctl $order"
    [ "$status" -eq 1 ]
    has_line 'only root may do this' <<<"$output"
  done
}
