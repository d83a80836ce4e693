# Jobs: services with a Schedule run when their timers say, once at a time, and everybody can see when and how.
load lib

bats_require_minimum_version 1.5.0

setup_file() {
  berth_boot one
  # Says when it began and ended, and whether another one was there; goes on for as long as there is a file "held".
  make_image one job:latest 'cd /state
    mkdir busy || echo overlap >>overlaps
    echo begin >>runs; sleep $(cat takes); while test -e held; do sleep 0.1; done; echo end >>runs
    rmdir busy; exit $(cat status)'
}
teardown_file() { host_stop_all; }
setup() { on one 'rm -rf /root/state; mkdir /root/state; cd /root/state; echo 0 >takes; echo 0 >status; touch runs'; }
teardown() {
  on one 'systemctl stop "job*.timer" job job2 2>/dev/null; systemctl disable job.timer 2>/dev/null; rm -f /etc/berth/services/*.yaml
    systemctl daemon-reload; systemctl reset-failed; rm -f /var/lib/systemd/timers/*'
}

# job SCHEDULE [MORE]: the descriptor of the job, whose timer is not started yet.
job() { descriptor one job <<<"{Container: {Image: job, Pull: never, Volume: '/root/state:/state'}, Schedule: {$1}${2:+, $2}}"; }
runs() { on one 'grep -c end /root/state/runs || true'; }
has_run() { (($(runs) >= $1)); }
has_run_and_rests() { has_run "$1" && [ "$(on one 'systemctl is-active job')" = inactive ]; }
next_run() { property one job NextRun; }

@test "a job runs each 2 s, is success each time, and stands in list-timers" {
  job 'Every: 2s, AccuracySec: 1ms'
  [ "$(next_run)" = 0 ]
  on one 'systemctl start job.timer'
  on one 'systemctl list-timers --all' | has_line 'job.timer'
  begun=$(on one 'busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/job_2etimer \
    org.freedesktop.systemd1.Unit ActiveEnterTimestamp' | cut -d ' ' -f 2)
  eventually 90 has_run 6
  # The start of the timer was none of the job.
  (($(on one 'jq ".history[0].started" /var/lib/berth/job.json') - begun >= 1900000))
  on one 'systemctl stop job.timer'
  eventually 20 eval '[ "$(on one "systemctl is-active job")" = inactive ]'
  [ "$(on one 'systemctl show -p Result --value job')" = success ]
  [[ $(journal_of one job) != *[Ff]ailed* ]]
  [ "$(property one job LastRunResult)" = success ]
  on one 'berthctl history job' | has_line success
}

@test "a run never overlaps itself, and one that was due meanwhile follows at once" {
  on one 'echo 3 >/root/state/takes'
  job 'OnCalendar: "*:*:*", AccuracySec: 1ms'
  on one 'systemctl start job.timer'
  eventually 60 has_run 3
  on one 'systemctl stop job.timer job; test ! -e /root/state/overlaps'
  [ "$(on one 'uniq -d /root/state/runs')" = '' ]
}

@test "a job is started by hand, and its last run is in the status" {
  on one 'echo 1 >/root/state/takes; touch /root/state/held'
  job 'OnCalendar: daily'
  on one 'systemctl start job'
  [ "$(property one job LastRunResult)" = '' ]
  on one 'rm /root/state/held'
  eventually 20 has_run_and_rests 1
  eventually 20 eval '[ "$(property one job LastRunResult)" = success ]'
  duration=$(property one job LastRunDuration)
  ((duration >= 1000000 && duration < 60000000))
  run on one 'berthctl status job'
  has_line 'Last run: ' <<<"$output"
  grep -q '; success after [1-9]' <<<"$output"
  has_line 'Next run: none is due (systemctl enable --now job.timer)' <<<"$output"
  on one 'systemctl restart berth'
  eventually 20 engine_is_up one
  [ "$(property one job LastRunDuration)" = "$duration" ]
}

@test "a job that fails is a unit that failed, and runs again when it is due" {
  on one 'echo 3 >/root/state/status'
  job 'Every: 1s, AccuracySec: 1ms'
  on one 'systemctl start job.timer'
  eventually 60 has_run 2
  on one 'systemctl stop job.timer'
  eventually 20 eval '[ "$(on one "systemctl is-active job")" = failed ]'
  eventually 20 eval '[ "$(property one job LastRunResult)" = exit-code ]'
  on one 'berthctl status job --json' | jq -e '.[0].LastRunResult == "exit-code" and .[0].ExitStatus == 3 and .[0].Timer == "job.timer"'
}

@test "the next run is known as soon as the timer starts, changes or stops" {
  job 'OnCalendar: "*-*-* 04:30:00 UTC", TimeZone: Europe/Berlin'
  run -0 on one 'systemctl enable job 2>&1; systemctl start job.timer'
  [ "$(on one 'systemctl is-enabled job.timer')" = enabled ]
  is_due() { [ "$(on one "date -u -d @$(($(next_run) / 1000000)) +%H:%M:%S")" = "$1" ]; }
  eventually 20 is_due 04:30:00
  on one 'berthctl status job' | has_line '; in '
  on one 'berthctl status job --json' | jq -e '.[0].NextRun > 0'
  job 'Cron: 15 5 * * *, TimeZone: UTC'
  eventually 20 is_due 05:15:00
  on one 'systemctl daemon-reexec'
  eventually 20 is_due 05:15:00
  on one 'systemctl stop job.timer'
  eventually 20 eval '[ "$(next_run)" = 0 ]'
  on one 'systemctl start job.timer; systemctl restart berth'
  eventually 20 engine_is_up one
  eventually 20 is_due 05:15:00
}

@test "berthctl check says the next five times, and what is wrong with a time" {
  job 'Cron: "0 6 * * mon-fri"'
  run -0 on one 'berthctl check /etc/berth/services/job.yaml'
  [ "$(grep -cE '^  (Mon|Tue|Wed|Thu|Fri) .* 06:00:00 ' <<<"$output")" = 5 ]
  on one 'berthctl check --json /etc/berth/services/job.yaml' | jq -e '.[0].next_runs | length == 5 and . == sort'
  shown=$(on one 'berthctl check --json /etc/berth/services/job.yaml' | jq -r '.[0].next_runs[0] / 1000000 | floor')
  on one 'systemctl start job.timer'
  eventually 20 eval '[ "$(($(next_run) / 1000000))" = "$shown" ]'
  job 'OnCalendar: "*-*-* 25:00"'
  run -1 on one 'berthctl check /etc/berth/services/job.yaml'
  has_line 'OnCalendar: the hour must be from 0 to 23' <<<"$output"
  # A typo changes nothing of what was well before.
  on one 'systemctl is-active job.timer'
  [ "$(($(next_run) / 1000000))" = "$shown" ]
}

@test "the timer goes with its section, and with its descriptor" {
  on one 'touch /root/state/held'
  timer_is_gone() { on one 'test ! -e /usr/local/lib/systemd/system/job.timer && ! systemctl is-active job.timer'; }
  job 'Every: 1s, AccuracySec: 1ms'
  on one 'systemctl start job.timer'
  eventually 20 eval '[ "$(on one "systemctl is-active job")" = active ]'
  on one 'rm /etc/berth/services/job.yaml'
  eventually 20 timer_is_gone
  [ "$(on one 'systemctl is-active job')" = active ]
  on one 'rm /root/state/held'
  eventually 20 eval '[ "$(on one "systemctl is-active job")" = inactive ]'
  eventually 20 on one 'test ! -e /usr/local/lib/systemd/system/job.service'
  [ "$(runs)" = 1 ]
  job 'Every: 1h'
  on one 'systemctl start job.timer'
  descriptor one job <<<'{Container: {Image: job, Pull: never}}'
  eventually 20 timer_is_gone
  eventually 20 eval '[ "$(property one job Timer)" = "" ]'
  eventually 20 eval '[[ $(on one "systemctl list-timers --all") != *job* ]]'
}

@test "an instance's timer runs on when its drop-ins go, and the template's counts" {
  on one 'cat >/etc/berth/services/each@.yaml' <<<'{Container: {Image: job, Pull: never}, Schedule: {OnCalendar: hourly}}'
  on one 'mkdir /etc/berth/services/each@a.yaml.d; echo "Container: {Environment: {A: 1}}" >/etc/berth/services/each@a.yaml.d/a.yaml
    systemctl daemon-reload; systemctl enable --quiet --now each@a.timer
    rm -r /etc/berth/services/each@a.yaml.d; systemctl daemon-reload'
  eventually 20 on one 'test ! -e /usr/local/lib/systemd/system/each@a.timer'
  sleep 1
  [ "$(on one 'systemctl is-active each@a.timer; systemctl is-enabled each@a.timer' | xargs)" = 'active enabled' ]
  on one 'systemctl disable --quiet --now each@a.timer; rm /etc/berth/services/each@.yaml; systemctl daemon-reload'
}

@test "a timer of somebody else's is left alone, and the descriptor says so" {
  on one 'printf "[Timer]\nOnCalendar=yearly\n" >/etc/systemd/system/job2.timer'
  descriptor one job2 <<<'{Container: {Image: job, Pull: never}, Schedule: {Every: 1h}}'
  [[ $(property one job2 LoadError) == *"/etc/systemd/system/job2.timer exists already and is not Berth's"* ]]
  on one 'grep -q yearly /etc/systemd/system/job2.timer; rm /etc/systemd/system/job2.timer'
}

@test "a new image of a job has proved itself when it ends well" {
  job 'OnCalendar: daily'
  on one 'systemctl start job'
  eventually 20 has_run_and_rests 1
  on one 'berthctl history job' | has_line '(last good)'
  make_image one job:latest 'cd /state; echo new; echo begin >>runs; echo end >>runs'
  on one 'systemctl start job'
  eventually 20 has_run_and_rests 2
  [ "$(on one 'systemctl show -p Result --value job')" = success ]
  [ "$(property one job Quarantine)" = '' ]
  [ "$(on one 'jq -r .good.id /var/lib/berth/job.json')" = "$(on one 'docker inspect -f "{{.Id}}" job')" ]
}

@test "after a reboot: what was missed is made up for, and a run at startup comes once" {
  descriptor one job2 <<<"{Container: {Image: job, Pull: never, Exec: [touch, /state/persistent], Volume: '/root/state:/state'}, Schedule: {OnCalendar: daily, Persistent: yes}}"
  job 'RunAtStartup: yes, Persistent: yes, OnCalendar: "02-29"'
  on one 'systemctl enable job job2; systemctl start job2.timer; touch -d "2 days ago" /var/lib/systemd/timers/stamp-job2.timer'
  host_reboot one
  eventually 20 engine_is_up one
  eventually 60 has_run 1
  eventually 60 on one 'test -e /root/state/persistent'
  on one 'systemctl daemon-reload'
  sleep 1
  [ "$(runs)" = 1 ]
  on one 'systemctl disable job job2'
}
