# A Compose project as one service: with docker-compose 1.29 on Debian 12, and Compose 2 on Debian 13.
load lib

setup_file() {
  berth_boot one
  registry_start one
  make_image one 127.0.0.1:5000/web:latest "$(talker 'web one')"
  make_image one 127.0.0.1:5000/db:latest "$(talker db)"
  push_image one 127.0.0.1:5000/web:latest
  push_image one 127.0.0.1:5000/db:latest
}
teardown_file() { host_stop_all; }

teardown() {
  on one 'systemctl stop "shop*" 2>/dev/null; systemctl reset-failed; rm -rf /etc/berth/services/*.yaml /root/shop /root/var/log/shop*
    systemctl daemon-reload; docker ps -aq | xargs -r docker rm -f >/dev/null; docker network prune -f >/dev/null'
  on one 'for file in /usr/bin/docker-compose /usr/libexec/docker/cli-plugins/docker-compose; do
    if [ -e $file.away ]; then mv $file.away $file; fi; done'
}

# A script that says that it is up, then its lines, and ends when told to.
talker() { echo "trap 'echo last words; exit 0' TERM; echo up: $1; while :; do sleep 1 & wait \$!; done"; }

compose_file() { on one 'mkdir -p /root/shop && cat >/root/shop/compose.yml'; }

# A project of two containers.
shop() {
  compose_file <<'YAML'
version: "3.7"
services:
  web: {image: "127.0.0.1:5000/web", depends_on: [db]}
  db: {image: "127.0.0.1:5000/db"}
YAML
  descriptor one shop <<<'{Unit: {Description: a shop}, Compose: {File: compose.yml, StopTimeout: 5s}}'
}

# Those of the project, as "service state".
containers() { on one "docker ps -a --filter label=com.docker.compose.project=shop --format '{{.Label \"com.docker.compose.service\"}} {{.State}}' | sort"; }

@test "a project starts, shows, logs and stops as one service" {
  shop
  on one 'systemctl start shop'
  [ "$(containers)" = $'db running\nweb running' ]
  run on one 'systemctl status shop'
  [ "$status" -eq 0 ]
  has_line 'shop.service - a shop' <<<"$output"
  has_line 'Status: "running project shop (db, web)"' <<<"$output"
  eventually 20 on one 'grep -qx "web | up: web one" /root/var/log/shop.log && grep -qx "db | up: db" /root/var/log/shop.log'
  # A line goes to the file first, then to the journal.
  eventually 20 eval 'journal_of one shop | has_line "up: web one"'
  eventually 20 on one 'journalctl --sync; journalctl --unit shop -o json | jq -se "any(.MESSAGE == \"up: db\" and
    .COMPOSE_PROJECT == \"shop\" and .COMPOSE_SERVICE == \"db\" and (.CONTAINER_NAME | test(\"^shop.db.1$\")))"'
  run on one 'berthctl status shop'
  has_line 'Project: shop' <<<"$output"
  has_line 'Containers: db (running), web (running)' <<<"$output"
  run on one 'berthctl list'
  has_line 'project shop' <<<"$output"
  on one 'systemctl stop shop'
  [ "$(on one 'systemctl is-active shop')" = inactive ]
  [ -z "$(containers)" ]
  [ -z "$(on one 'docker network ls -q --filter label=com.docker.compose.project=shop')" ]
  [ "$(on one 'grep -c "| last words" /root/var/log/shop.log')" = 2 ]
}

@test "restart pulls before it stops, and runs what was pushed meanwhile" {
  shop
  on one 'systemctl start shop; docker tag 127.0.0.1:5000/web:latest old'
  make_image one 127.0.0.1:5000/web:latest "$(talker 'web two')"
  push_image one 127.0.0.1:5000/web:latest
  on one 'docker tag old 127.0.0.1:5000/web:latest'
  on one 'systemctl restart shop'
  eventually 20 on one 'grep -qx "web | up: web two" /root/var/log/shop.log'
  [ "$(containers)" = $'db running\nweb running' ]
  # Wrong from now on: the restart is refused, and what runs is not touched.
  before=$(on one 'docker ps -q | sort')
  echo 'services: {web: {imgae: x}}' | compose_file
  run on one 'systemctl restart shop'
  [ "$status" -ne 0 ]
  journal_of one shop | has_line 'the restart is refused'
  [ "$(on one 'docker ps -q | sort')" = "$before" ]
  eventually 20 on one 'systemctl is-active shop'
}

@test "kill -9 of berthd: the project runs on, is taken up again, and no line is lost or doubled" {
  compose_file <<'YAML'
version: "3.7"
services:
  a: {image: "127.0.0.1:5000/count"}
  b: {image: "127.0.0.1:5000/count"}
YAML
  make_image one 127.0.0.1:5000/count:latest 'trap "exit 0" TERM; for i in $(seq 40); do seq $((i * 500 - 499)) $((i * 500)); sleep 0.2; done; echo end; while :; do sleep 1 & wait $!; done'
  push_image one 127.0.0.1:5000/count:latest
  descriptor one shop <<<'{Compose: {File: compose.yml}, Log: {Journal: no, MaxSize: 100K, MaxFiles: 20, Compress: no}}'
  on one 'systemctl start shop'
  before=$(on one 'docker ps -q | sort')
  for _ in 1 2 3 4 5; do
    berthd=$(on one 'systemctl show -p MainPID --value berth')
    on one "sleep 1.$((RANDOM % 10)); kill -9 $berthd"
    eventually 20 on one "[ \$(systemctl show -p MainPID --value berth) != $berthd ] && systemctl is-active berth"
  done
  eventually 90 on one '[ $(cat /root/var/log/shop.log* | grep -c "| end") = 2 ]'
  for part in a b; do
    [ "$(on one "ls -v -r /root/var/log/shop.log* | xargs cat | sed -n 's/^$part | //p' | grep -v end | cmp - <(seq 1 20000) && echo same")" = same ]
  done
  [ "$(on one 'docker ps -q | sort')" = "$before" ]
  [ "$(on one 'systemctl is-active shop')" = active ]
  [ "$(on one 'systemctl show -p NRestarts --value shop')" = 0 ]
  on one 'systemctl stop shop'
  [ -z "$(containers)" ]
}

@test "a container that fails fails the unit with its status; one that has done its work does not" {
  make_image one 127.0.0.1:5000/job:latest 'echo done; exit 0'
  push_image one 127.0.0.1:5000/job:latest
  make_image one 127.0.0.1:5000/dies:latest 'until [ -e /tmp/die ]; do usleep 100000; done; echo dying; exit 7'
  push_image one 127.0.0.1:5000/dies:latest
  compose_file <<'YAML'
version: "3.7"
services:
  web: {image: "127.0.0.1:5000/web"}
  job: {image: "127.0.0.1:5000/job"}
YAML
  descriptor one shop <<<'{Compose: {File: compose.yml, StopTimeout: 5s}}'
  on one 'systemctl start shop'
  eventually 20 on one 'berthctl status shop | grep -F "job (exited with 0)"'
  [ "$(on one 'systemctl is-active shop')" = active ]
  on one 'systemctl stop shop'
  compose_file <<'YAML'
version: "3.7"
services:
  web: {image: "127.0.0.1:5000/web"}
  dies: {image: "127.0.0.1:5000/dies"}
YAML
  on one 'systemctl start shop; docker exec $(docker ps -q --filter label=com.docker.compose.service=dies) touch /tmp/die'
  eventually 40 on one 'systemctl is-failed shop'
  [ "$(on one 'systemctl show -p ExecMainStatus --value shop')" = 7 ]
  run on one 'systemctl status shop'
  has_line 'dies exited with status 7' <<<"$output"
  [ -z "$(containers)" ]
}

@test "a container that the engine restarts is the engine's business" {
  make_image one 127.0.0.1:5000/again:latest 'echo once more; sleep 1; exit 1'
  push_image one 127.0.0.1:5000/again:latest
  compose_file <<'YAML'
version: "3.7"
services:
  web: {image: "127.0.0.1:5000/web"}
  again: {image: "127.0.0.1:5000/again", restart: always}
YAML
  descriptor one shop <<<'{Compose: {File: compose.yml, StopTimeout: 5s}}'
  on one 'systemctl start shop'
  eventually 60 on one '[ $(grep -c "again | once more" /root/var/log/shop.log) -ge 3 ]'
  [ "$(on one 'systemctl is-active shop')" = active ]
}

@test "Notify: healthy waits for the health checks, and what fails says why" {
  compose_file <<'YAML'
version: "3.7"
services:
  web:
    image: "127.0.0.1:5000/web"
    healthcheck: {test: "test -e /tmp/ready || (sleep 1; touch /tmp/ready; exit 1)", interval: 1s, retries: 9}
YAML
  descriptor one shop <<<'{Compose: {File: compose.yml, Notify: healthy, StopTimeout: 5s}}'
  on one 'systemctl start shop'
  [ "$(property one shop Health)" = healthy ]
  on one 'systemctl stop shop'
  echo '{version: "3.7", services: {web: {image: "127.0.0.1:5000/none"}}}' | compose_file
  run on one 'systemctl start shop'
  [ "$status" -ne 0 ]
  run on one 'systemctl status shop'
  has_line 'docker compose up failed' <<<"$output"
  [ -z "$(containers)" ]
}

@test "a port that is taken is said before anything is made or stopped, and by which service" {
  compose_file <<<'{version: "3.7", services: {web: {image: "127.0.0.1:5000/web", ports: ["8090:80"]}}}'
  descriptor one shop <<<'{Compose: {File: compose.yml, StopTimeout: 5s}}'
  descriptor one shopper <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: 8090:80, StopTimeout: 5s}}'
  on one 'systemctl start shopper'
  run on one 'systemctl start shop'
  [ "$status" -ne 0 ]
  on one 'systemctl status shop' | has_line 'port 8090/tcp is taken by the service shopper: stop that one first'
  [ -z "$(containers)" ]
  # What it has itself is its own.
  on one 'systemctl stop shopper; systemctl start shop; systemctl restart shop; systemctl is-active shop'
  run on one 'systemctl start shopper'
  [ "$status" -ne 0 ]
  on one 'systemctl status shopper' | has_line 'port 8090/tcp is taken by the service shop: stop that one first'
  # A restart that cannot have its ports costs no downtime.
  on one 'sed -i s/8090/8091/ /etc/berth/services/shopper.yaml; systemctl daemon-reload; systemctl start shopper'
  before=$(on one 'docker ps -q --filter label=com.docker.compose.project=shop')
  on one 'sed -i s/8090/8091/ /root/shop/compose.yml'
  run on one 'systemctl restart shop'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active shop'
  [ "$(on one 'docker ps -q --filter label=com.docker.compose.project=shop')" = "$before" ]
  on one 'systemctl status shop' | has_line 'the last restart was refused: port 8091/tcp is taken by the service shopper'
}

@test "without Compose the start fails and says what to install" {
  shop
  on one 'for file in /usr/bin/docker-compose /usr/libexec/docker/cli-plugins/docker-compose; do
    if [ -e $file ]; then mv $file $file.away; fi; done'
  run on one 'systemctl start shop'
  [ "$status" -ne 0 ]
  run on one 'systemctl status shop'
  has_line 'a Compose project needs Docker Compose' <<<"$output"
  has_line 'install the package docker-compose' <<<"$output"
  [ "$(on one 'systemctl show -p ExecMainStatus --value shop')" = 78 ]
}

@test "what Compose is told of secrets reaches neither the journal nor the status" {
  on one 'mkdir -p /root/shop; echo PASSWORD=hush-hush-1 >/root/shop/shop.env'
  echo '{version: "3.7", services: {web: {image: "127.0.0.1:5000/web:${PASSWORD} x"}}}' | compose_file
  descriptor one shop <<<'{Compose: {File: compose.yml, EnvironmentFile: shop.env}}'
  run on one 'systemctl start shop'
  [ "$status" -ne 0 ]
  run on one 'journalctl --sync; (journalctl --unit berth --unit shop; systemctl status shop) | grep -c hush-hush-1'
  [ "$output" = 0 ]
}

@test "systemctl stop in the middle of a start, and a project whose containers somebody removes" {
  shop
  on one 'systemctl start --no-block shop; sleep 1; systemctl stop shop'
  [ "$(on one 'systemctl is-active shop')" = inactive ]
  [ -z "$(containers)" ]
  on one 'systemctl start shop; docker rm -f $(docker ps -q --filter label=com.docker.compose.service=web) >/dev/null'
  eventually 40 on one 'systemctl is-failed shop'
  run on one 'systemctl status shop'
  has_line 'the container of web is gone' <<<"$output"
  [ -z "$(containers)" ]
}

@test "an engine that is restarted takes the project down, and it comes back by itself" {
  shop
  on one 'systemctl start shop'
  eventually 20 on one 'grep "web | up" /root/var/log/shop.log'
  on one 'systemctl restart docker'
  eventually 60 on one '[ $(grep -c "web | up" /root/var/log/shop.log) = 2 ] && systemctl is-active shop'
  eventually 20 eval '[ "$(containers)" = $'"'"'db running\nweb running'"'"' ]'
  [ "$(on one 'systemctl show -p ExecMainStatus --value shop')" = 0 ]
}

@test "a project with a Schedule is a job, whose end is that of its last container" {
  make_image one 127.0.0.1:5000/job:latest 'echo at work; sleep 1; echo done'
  push_image one 127.0.0.1:5000/job:latest
  echo '{version: "3.7", services: {one: {image: "127.0.0.1:5000/job"}, two: {image: "127.0.0.1:5000/job"}}}' | compose_file
  descriptor one shop <<<'{Compose: {File: compose.yml}, Schedule: {OnCalendar: "2099-01-01"}}'
  on one 'systemctl start shop'
  eventually 40 on one '[ $(systemctl is-active shop) = inactive ]'
  [ "$(on one 'systemctl show -p Result --value shop')" = success ]
  [ "$(on one 'grep -c "| done" /root/var/log/shop.log')" = 2 ]
  run on one 'berthctl status shop'
  has_line 'success after' <<<"$output"
  [ -z "$(containers)" ]
}

@test "a container that a person makes anew with Compose is read on, and pull and rollback say what they do" {
  shop
  on one 'systemctl start shop'
  eventually 20 on one 'grep "web | up" /root/var/log/shop.log'
  on one 'cd /root/shop; compose=$(command -v docker-compose || echo docker compose)
    $compose --project-name shop up --detach --force-recreate --no-deps web 2>&1'
  eventually 20 on one '[ $(grep -c "web | up" /root/var/log/shop.log) = 2 ]'
  [ "$(on one 'systemctl is-active shop')" = active ]
  run on one 'berthctl pull shop'
  [ "$status" -eq 0 ]
  [ "$output" = 'shop: its images; berthctl restart shop takes them' ]
  run on one 'berthctl rollback shop'
  [ "$status" -ne 0 ]
  has_line 'is a Compose project, whose images have no way back' <<<"$output"
}

# imported FOLDER SERVICE: the lines of an imported descriptor, in an order that does not depend on that of its source.
imported() { on one "grep -v '^#' /root/shop/$1/$2.yaml | sed 's/:rw\$//' | sort"; }

@test "an import puts files over each other, and takes over services, as Compose does" {
  compose_file <<'YAML'
version: "2.4"
services:
  web:
    extends: {service: middle}
    command: [serve, --fast]
    environment: {A: one, B: two}
    labels: [x=1]
    ports: ["8080:80"]
    volumes: ["./data:/data", "store:/store"]
    dns: 1.1.1.1
    healthcheck: {test: [CMD, "true"], interval: 10s}
  middle: {image: "app:${TAG}", extends: {file: common.yml, service: base}, volumes: ["./own:/own"]}
  db: {image: db}
volumes: {store: }
YAML
  on one 'cat >/root/shop/compose.override.yml' <<'YAML'
version: "2.4"
services:
  web:
    command: serve --slow
    environment: [B=three, C=four]
    labels: {x: "2", z: "3"}
    ports: ["8081:81"]
    volumes: ["./other:/data:ro"]
    dns: [8.8.8.8]
    cap_add: [SYS_TIME]
    healthcheck: {test: [CMD, "false"]}
YAML
  on one 'cat >/root/shop/common.yml; echo TAG=7 >/root/shop/.env' <<'YAML'
version: "2.4"
services:
  base: {user: "7", environment: {A: none, D: five}, cap_add: [NET_ADMIN], command: [never], volumes: ["./common:/own"]}
YAML
  # docker-compose 1 knows one other name by itself.
  on one 'cd /root/shop; compose=$(command -v docker-compose || echo docker compose)
    $compose --file compose.yml --file compose.override.yml config >merged.yml
    berthctl import -o ours compose.yml; berthctl import -o theirs merged.yml'
  for service in web middle db; do
    diff <(imported theirs $service) <(imported ours $service)
  done
  on one 'cat /root/shop/ours/web.yaml' | has_line 'Image: app:7'
}

@test "a change of the project's files needs a restart, and OnConfigChange: restart makes one" {
  shop
  on one 'systemctl start shop'
  on one 'echo "# more" >>/root/shop/compose.yml'
  eventually 20 needs_restart true
  [ "$(property one shop Changes)" = 'changed since the start: /root/shop/compose.yml' ]
  eventually 20 on one 'systemctl status shop | grep "changed since the start: /root/shop/compose.yml"'
  on one 'sed -i "\$d" /root/shop/compose.yml'
  eventually 20 needs_restart false
  # It is told by the next daemon, too.
  on one 'echo TAG=2 >/root/shop/.env; systemctl restart berth'
  eventually 20 needs_restart true
  [ "$(property one shop Changes)" = 'changed since the start: /root/shop/.env' ]
  before=$(on one 'docker ps -q --filter label=com.docker.compose.service=web')
  descriptor one shop <<<'{Compose: {File: compose.yml, StopTimeout: 5s}, Service: {OnConfigChange: restart}}'
  eventually 60 is_another "$before"
  eventually 20 needs_restart false
  journal_of one shop | has_line '/root/shop/.env: restarting (OnConfigChange)'
}
is_another() { [[ $(containers) == $'db running\nweb running' && $(on one 'docker ps -q --filter label=com.docker.compose.service=web') != "$1" ]]; }
needs_restart() { [ "$(property one shop NeedsRestart)" = "$1" ]; }
