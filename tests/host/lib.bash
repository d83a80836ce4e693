# shellcheck shell=bash
# What host tests share: `load lib` in a bats file. Hosts are named per run and file, so several may go on at once, and
# are tied to the run: if it is killed, the next call of scripts/host removes them.

launcher=$(dirname "${BASH_SOURCE[0]}")/../../scripts/host
registry_files=$(dirname "${BASH_SOURCE[0]}")/registry
suite=${BERTH_SUITE:-bookworm}

# Prints the full name of a host of this run and file.
host_name() {
  local file=${BATS_TEST_FILENAME##*/}
  file=${file%.bats}
  echo "t$BATS_ROOT_PID-${file//[^a-z0-9]/-}-$1"
}

# host_boot NAME [--with DIR]: boots a host of $suite.
host_boot() {
  local name=$1
  shift
  timeout 60 "$launcher" boot "$(host_name "$name")" --suite "$suite" --for "$BATS_ROOT_PID" "$@"
}

# host_reboot NAME [--hard]: shuts down, or cuts the power, and boots again on the same disk.
host_reboot() { timeout 120 "$launcher" reboot "$(host_name "$1")" "${@:2}"; }

host_stop() { timeout 60 "$launcher" stop "$(host_name "$1")"; }

# Stops every host of this file, also those that a failed test has left.
host_stop_all() {
  local -a hosts
  mapfile -t hosts < <("$launcher" list --json | jq -r ".[].name | select(startswith(\"$(host_name '')\"))")
  ((${#hosts[@]} == 0)) || timeout 60 "$launcher" stop "${hosts[@]}"
}

host_address() { timeout 10 "$launcher" address "$(host_name "$1")"; }

# on NAME 'COMMANDS': runs shell commands in a host, as root, 60 s at most (or $patience). Input, output and status are
# passed through.
on() {
  local name=$1
  shift
  timeout "${patience:-60}" "$launcher" sh "$(host_name "$name")" bash -c "$*"
}

# eventually SECONDS CMD…: tries a command every 100 ms until it succeeds. Shows the last try when it never does.
eventually() {
  local limit=$1 output deadline
  shift
  deadline=$((${EPOCHREALTIME/[.,]/} + limit * 1000000))
  until output=$("$@" 2>&1); do
    if ((${EPOCHREALTIME/[.,]/} > deadline)); then
      printf 'not within %s s: %s\n%s\n' "$limit" "$*" "$output" >&2
      return 1
    fi
    sleep 0.1
  done
}

# make_image NAME REPO:TAG [SCRIPT [CHANGE…]]: makes an image of busybox in a host. SCRIPT, a file or the text itself,
# is its /run.sh and what it runs; by default one that says "up" and waits to be stopped. CHANGE is as for docker import.
make_image() { make_image_with '' "$@"; }

# make_notify_image NAME REPO:TAG SCRIPT [CHANGE…]: the same with systemd-notify in it, for containers that say READY=1.
make_notify_image() { make_image_with systemd-notify "$@"; }

# make_image_with PROGRAMS NAME…: an image that has programs of the host and the libraries they need, too.
make_image_with() {
  local programs=$1 name=$2 reference=$3 script=${4:-'trap "exit 0" TERM; echo up; while :; do sleep 1 & wait $!; done'}
  local changes='' megabytes=${payload_megabytes:-0}
  if [[ -f $script ]]; then script=$(<"$script"); fi
  if (($# > 4)); then changes=$(printf -- '--change %q ' "${@:5}"); fi
  on "$name" "
    set -e
    image=\$(mktemp -d)
    mkdir \$image/bin \$image/etc \$image/tmp
    chmod 1777 \$image/tmp
    cp /bin/busybox \$image/bin/busybox
    \$image/bin/busybox --install \$image/bin
    for program in $programs; do
      cp \$(command -v \$program) \$image/bin
      ldd \$image/bin/\$program | grep -o '/[^ ]*' | grep -v ^\$image | xargs cp --dereference --parents -t \$image
    done
    cat >\$image/run.sh
    if (($megabytes > 0)); then head -c ${megabytes}M /dev/urandom >\$image/payload; fi
    tar -C \$image -cf - . |
      docker import --change 'CMD [\"/bin/sh\", \"/run.sh\"]' --change 'ENV PATH=/bin' $changes - $reference
    rm -r \$image" <<<"$script" >/dev/null
}

# make_big_image NAME REPO:TAG MEGABYTES [SCRIPT [CHANGE…]]: the same with a layer of that size, which nothing compresses
# and which is new each time. By default it answers HTTP on port 80 with the page "up", and stops at once when told to.
make_big_image() {
  local script=${4:-'mkdir /www; echo up >/www/index.html; trap "exit 0" TERM; httpd -f -p 80 -h /www & wait'}
  payload_megabytes=$3 make_image "$1" "$2" "$script" "${@:5}"
}

# push_image NAME REPO:TAG: pushes from a host, prints the digest that the registry gave.
push_image() {
  on "$1" "docker push $2" | sed -n 's/^.* digest: \(sha256:[0-9a-f]*\) .*/\1/p'
}

# registry_start NAME [CONFIG]: starts the registry of a host on port 5000 of all its addresses. CONFIG is a file that
# replaces its settings from then on. What was pushed outlives registry_stop.
registry_start() {
  local name=$1
  if [[ -n ${2:-} ]]; then on "$name" 'cat >/etc/docker/registry/config.yml' <"$2"; fi
  on "$name" 'systemctl restart docker-registry'
  # Any answer will do: a registry that asks for a password is up, too.
  eventually 30 on "$name" 'curl -s -o /dev/null http://127.0.0.1:5000/v2/'
}

registry_stop() { on "$1" 'systemctl stop docker-registry'; }

# registry_protect NAME: from now on the registry of a host asks for the user and password in registry/htpasswd. What is to
# be pulled has to be pushed before.
registry_protect() {
  on "$1" 'cat >/etc/docker/registry/htpasswd' <"$registry_files/htpasswd"
  registry_start "$1" "$registry_files/htpasswd.yml"
}

# faulty_start NAME: a proxy on 127.0.0.1:5001 of a host before its registry, for pulls. It passes everything on until
# `faulty` says otherwise. Docker takes it without TLS, as everything in 127.0.0.0/8.
faulty_start() {
  on "$1" 'cat >/run/faulty.py' <"$registry_files/faulty.py"
  faulty "$1" '{}'
  on "$1" 'systemd-run --quiet --collect --unit faulty python3 /run/faulty.py serve'
  eventually 30 on "$1" 'ss -ltn | grep -q 127.0.0.1:5001'
}

# faulty NAME RULES: what is wrong with the proxy from now on, as JSON (README.md has all of it); {} is nothing.
faulty() { on "$1" 'python3 /run/faulty.py set' <<<"$2"; }

faulty_stop() { on "$1" 'systemctl stop faulty'; }

# faulty_requests NAME PATTERN: how many requests ("GET /v2/web/manifests/latest") match, since faulty_start.
faulty_requests() { on "$1" 'jq -r ".request // empty" /run/faulty.log' | grep -cE -- "$2" || true; }

# faulty_blobs NAME REPO: how often each blob of an image was asked for, the most wanted first: "2 sha256:…".
faulty_blobs() {
  on "$1" 'jq -r ".request // empty" /run/faulty.log' | sed -n "s|^GET /v2/$2/blobs/||p" | sort | uniq -c | sort -rn
}

# publish_image NAME REPO MEGABYTES: a new image that answers HTTP on port 80, in the host's own registry alone.
publish_image() {
  make_big_image "$1" "127.0.0.1:5000/$2" "$3"
  push_image "$1" "127.0.0.1:5000/$2"
  on "$1" "docker rmi 127.0.0.1:5000/$2" >/dev/null
}

# journal_of NAME UNIT: prints the messages of a unit, all that was logged up to now.
journal_of() { on "$1" "journalctl --sync; journalctl --unit $2 --output cat --no-pager"; }

# --- Berth on a host ---

# berth_boot NAME: boots a host with Berth installed and running, and its engine known.
berth_boot() {
  host_boot "$1" --with "${BERTH_TREE:-$(dirname "${BASH_SOURCE[0]}")/../../build/host/tree}"
  on "$1" 'systemctl enable --quiet --now berth'
  eventually 60 engine_is_up "$1"
}

engine_is_up() { [[ $(on "$1" 'busctl get-property org.berth1 /org/berth1 org.berth1.Manager EngineState') == 's "up"' ]]; }

# descriptor NAME SERVICE: makes standard input the descriptor of a service, as a whole, and has systemd know it.
descriptor() {
  on "$1" "cat >/root/$2.yaml.tmp && mv /root/$2.yaml.tmp /etc/berth/services/$2.yaml && systemctl daemon-reload"
}

# property NAME SERVICE PROPERTY: the bare value of a property of org.berth1.Service.
property() {
  on "$1" "busctl --json=short get-property org.berth1 \
    \$(busctl --json=short call org.berth1 /org/berth1 org.berth1.Manager GetService s $2 | jq -r '.data[0]') \
    org.berth1.Service $3 | jq -r .data"
}

# has_line FILE-OR-TEXT…: succeeds if standard input has a line that contains the text.
has_line() { grep -qF -- "$*"; }

# given NAME CONTAINER: what a container was given, as JSON in a fixed order. Left out: what Berth adds or spells out (its
# labels, the tag, the time to stop, how the output is attached), the order of mounts, variables and limits, which docker's
# client shuffles anew at each run, and a host name that is only the container's ID. Empty is empty, however it is written.
given() {
  on "$1" "docker inspect $2 | jq -S '.[0] | .Id as \$id | {
      Config: (.Config | del(.AttachStdout, .AttachStderr, .Image, .StopTimeout)
        | .Labels |= with_entries(select(.key | startswith(\"org.berth.\") | not))
        | .Env |= ((. // []) | sort) | if (.Hostname | inside(\$id)) then del(.Hostname) else . end),
      HostConfig: (.HostConfig | .Binds |= ((. // []) | sort) | .Ulimits |= ((. // []) | sort_by(.Name))),
      Mounts: (.Mounts | sort_by(.Destination)), Networks: (.NetworkSettings.Networks | keys)}
    | walk(if type == \"object\" then with_entries(select(.value | . != null and . != [] and . != {})) else . end)'"
}
