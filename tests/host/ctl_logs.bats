# berthctl logs: the file as it is, its rotated ones, the journal, and following through restarts and rotation.
load lib

as_nobody='setpriv --reuid nobody --regid nogroup --clear-groups'
log=/root/var/log/talk.log

setup_file() {
  berth_boot one
  # Two streams have no order between them: what comes first in the log is nobody's business here.
  make_image one talk:latest 'trap "exit 0" TERM; for i in 1 2 3; do echo "line $i"; done; printf "\033[31mred\033[0m\n"
    echo to err >&2; while :; do sleep 1 & wait $!; done'
}
teardown_file() { host_stop_all; }
setup() {
  talk
  on one 'systemctl start talk'
  eventually 20 on one "[ \$(wc -l <$log) = 5 ]"
}
teardown() {
  on one 'systemctl unmask --quiet --runtime berth; systemctl start berth; systemctl stop follow 2>/dev/null'
  eventually 20 engine_is_up one
  on one 'systemctl stop talk; systemctl reset-failed; rm -f /etc/berth/services/* /root/var/log/* /root/out; systemctl daemon-reload'
}

talk() { descriptor one talk <<<"{Container: {Image: talk, Pull: never}, Log: {${1:-}}}"; }
# follow OPTIONS: begins to follow into /root/out, as a unit that ends by itself when the test does.
follow() { on one "systemd-run --quiet --collect --unit follow sh -c 'exec berthctl logs talk $* >>/root/out'"; }

@test "the file as it is, to the byte; the last lines; and what is no line count" {
  on one "berthctl logs talk | cmp - $log"
  on one 'berthctl logs talk' | has_line $'\033[31mred\033[0m'
  on one "berthctl logs -n 2 talk | cmp - <(tail -n 2 $log)"
  on one "berthctl logs talk --lines=1 | cmp - <(tail -n 1 $log)"
  [ -z "$(on one 'berthctl logs talk -n 0')" ]
  on one "berthctl logs talk -n all | cmp - $log"
  run on one 'berthctl logs talk -n ten'
  [ "$status" -eq 2 ]
  has_line 'berthctl: --lines ten: say a number of lines, or all' <<<"$output"
  run on one 'berthctl logs talk other'
  [ "$status" -eq 2 ]
  run on one 'berthctl logs'
  [ "$status" -eq 2 ]
  run on one 'berthctl logs talk --file --journal'
  [ "$status" -eq 2 ]
  run on one 'berthctl logs talk -f --until 10m'
  [ "$status" -eq 2 ]
  run on one 'berthctl logs nobody-knows'
  [ "$status" -eq 4 ]
}

@test "a terminal gets the last 100 lines, a program all, rotated and packed ones too" {
  on one "systemctl stop talk; seq 1 100000 >$log.2; gzip $log.2; seq 100001 150000 >$log.1; seq 150001 150050 >$log"
  on one 'berthctl logs talk | cmp - <(seq 1 150050)'
  on one 'berthctl logs -n 60000 talk | cmp - <(seq 90051 150050)'
  on one 'script -qec "berthctl logs talk" /dev/null | tr -d "\r" | cmp - <(seq 149951 150050)'
  [ "$(on one 'berthctl logs talk | head -1; echo ${PIPESTATUS[0]}')" = $'1\n0' ]
}

@test "follow: the last ten lines, then what comes, through restart, rotation, truncation and removal" {
  on one "seq 1 20 >>$log"
  follow -f
  eventually 20 on one '[ "$(cat /root/out)" = "$(seq 11 20)" ]'
  on one 'systemctl restart talk'
  eventually 20 on one '[ $(wc -l </root/out) = 15 ]'
  on one "mv $log $log.1; : >/root/out; systemctl restart talk"
  eventually 20 on one "[ \$(wc -l <$log) = 5 ] && cmp /root/out $log"
  on one "truncate -s 0 $log; : >/root/out; echo after truncation >>$log"
  eventually 20 on one 'grep -q "after truncation" /root/out'
  on one "rm $log; : >/root/out; systemctl restart talk"
  eventually 20 on one "[ \$(wc -l <$log) = 5 ] && cmp /root/out $log"
}

@test "follow waits without a tick, and ends well by Ctrl-C and when nobody reads any more" {
  # With a job control of its own the shell lets its children have Ctrl-C.
  [ "$(on one 'set -m; berthctl logs talk -f >/root/out &
    until [ -s /root/out ]; do sleep 0.1; done; kill -INT $!; wait $!; echo $?')" = 0 ]
  run on one 'berthctl logs talk -f | head -1; echo ${PIPESTATUS[0]}'
  [ "$output" = "$(on one "head -1 $log")"$'\n0' ]
  follow -f -n 0
  # At first it has still to come so far.
  eventually 20 on one 'pid=$(systemctl show -p MainPID --value follow); switches() { awk "/^voluntary/ {print \$2}" /proc/$pid/status; }
    before=$(switches); sleep 2; [ "$(switches)" = "$before" ]'
}

@test "the journal: where it is asked for, where times are, and where there is no file" {
  eventually 20 eval 'journal_of one talk | has_line "line 3"'
  on one 'berthctl logs talk --journal' | has_line 'talk['
  on one 'berthctl logs talk --since 10m' | has_line 'line 1'
  [ "$(on one 'berthctl logs talk --since -10m -n 2' | grep -vc '^--')" = 2 ]
  on one 'berthctl logs talk --since today --until now' | has_line 'line 1'
  on one 'berthctl logs talk --until yesterday' | has_line 'No entries'
  on one 'berthctl logs talk --until 2026-01-01T00:00:00Z' | has_line 'No entries'
  run on one 'berthctl logs talk --since sooner'
  [ "$status" -eq 1 ]
  talk 'File: none'
  on one 'systemctl restart talk; journalctl --sync; berthctl logs talk' | has_line 'line 1'
  run on one 'berthctl logs talk --file'
  [ "$status" -eq 1 ]
  has_line 'berthctl: talk has no log file: leave out --file, the journal has its lines' <<<"$output"
}

@test "times in the file, where its lines begin with them" {
  run on one 'berthctl logs talk --file --since 10m'
  [ "$status" -eq 1 ]
  has_line 'do not begin with times: leave out --file, the journal has them' <<<"$output"
  run on one 'berthctl logs talk --file --since sooner'
  [ "$status" -eq 2 ]
  on one "systemctl stop talk; for i in 10 11 12 13; do echo \"2026-11-21T06:\$i:00.123456Z line \$i\"; done >$log"
  [ "$(on one 'TZ=UTC berthctl logs talk --file --since "2026-11-21 06:11" --until 2026-11-21T06:12:30Z')" = \
    $'2026-11-21T06:11:00.123456Z line 11\n2026-11-21T06:12:00.123456Z line 12' ]
}

@test "while berthd is away the descriptor says where the log is" {
  talk 'File: /root/var/log/elsewhere.log'
  on one 'systemctl restart talk'
  eventually 20 on one '[ $(wc -l </root/var/log/elsewhere.log) = 5 ]'
  on one 'systemctl mask --quiet --runtime --now berth; echo while away >>/root/var/log/elsewhere.log'
  on one 'berthctl logs talk -n 1' | has_line 'while away'
  run on one 'berthctl logs nobody-knows'
  [ "$status" -eq 1 ]
  has_line 'masked' <<<"$output"
}

@test "nothing written yet, a log that may not be read, and one that is a link" {
  on one "systemctl stop talk; rm $log"
  run on one 'berthctl logs talk'
  [ "$status" -eq 0 ]
  [ "$output" = "berthctl: talk has written nothing yet ($log)" ]
  on one "ln -s /etc/shadow $log"
  run on one 'berthctl logs talk'
  [ "$status" -eq 1 ]
  [ "$output" = "berthctl: $log: a symbolic link" ]
  run on one "$as_nobody berthctl logs talk"
  [ "$status" -eq 1 ]
  [ "$output" = "berthctl: only root may read $log (sudo)" ]
}

@test "4 GiB of log: its last lines at once, in little memory" {
  on one "systemctl stop talk; truncate -s 4G $log; printf '\nlast but one\nlast\n' >>$log"
  # At once: with less of the processor's time than reading it takes, whatever else the machine does.
  [ "$(on one 'ulimit -v 200000 -t 1; berthctl logs talk -n 2')" = $'last but one\nlast' ]
}
