# Registries that ask for a password: where Berth finds it, what people are told without it, and where it never shows up.

bats_require_minimum_version 1.5.0
load lib

registry=127.0.0.1:5000
password=s3cret-pass # that of registry/htpasswd

setup_file() {
  berth_boot one
  # At the level that says most, so that what must not be said would be.
  on one 'echo "LogLevel: debug" >/etc/berth/agent.yaml; systemctl restart berth'
  eventually 20 engine_is_up one
  registry_start one
  make_image one 127.0.0.1:5000/private:latest
  push_image one 127.0.0.1:5000/private:latest
  on one 'docker rmi 127.0.0.1:5000/private:latest'
  registry_protect one
}
teardown_file() { host_stop_all; }

setup() { web; }
teardown() {
  on one 'systemctl stop "web*"; systemctl reset-failed
    rm -rf /etc/berth/services/*.yaml /root/web /etc/berth/auth.json /root/.docker /usr/local/bin/docker-credential-*
    systemctl daemon-reload; docker images -q | xargs -r docker rmi -f >/dev/null'
}

# web [KEYS]: the service, which has to ask the registry at each start.
web() { descriptor one web <<<"{Container: {Image: $registry/private, Pull: always, PullRetry: 0${1:+, $1}}}"; }

# auth_file PATH [PASSWORD]: a file with credentials, as docker login writes it.
auth_file() {
  local auth
  auth=$(printf '%s' "puller:${2:-$password}" | base64 -w 0)
  on one "mkdir -p $(dirname "$1"); umask 077; cat >$1" <<<"{\"auths\": {\"$registry\": {\"auth\": \"$auth\"}}}"
}

# helper NAME: makes standard input the program docker-credential-NAME, and asks it for the registry's password.
helper() {
  on one "cat >/usr/local/bin/docker-credential-$1; chmod +x /usr/local/bin/docker-credential-$1; mkdir -p /root/.docker
    echo '{\"credHelpers\": {\"$registry\": \"$1\"}}' >/root/.docker/config.json"
}

starts() { on one 'systemctl start web && systemctl is-active web && systemctl stop web'; }

# fails_with TEXT: a start of web fails within 50 s, and its status says so.
fails_with() {
  run on one 'timeout 50 systemctl start web'
  [[ $status != 0 && $status != 124 ]]
  run on one 'systemctl status web'
  echo "$output"
  has_line "$1" <<<"$output"
}

# The helpers that hang do so with this command.
is_hanging() { on one 'pgrep -fx "sleep 12321"'; }
# What was killed may have a last moment left.
is_gone() { on one '! pgrep -fx "sleep 12321"'; }

@test "without credentials the start fails, and says that it is not authorised and where" {
  fails_with 'not authorised'
  has_line "$registry/private" <<<"$output"
}

@test "AuthFile: the right password starts, a wrong one is not authorised" {
  web 'AuthFile: auth.json'
  auth_file /root/web/auth.json
  starts
  auth_file /root/web/auth.json not-the-password
  fails_with 'not authorised'
  auth_file /root/web/auth.json
  starts
}

@test "AuthFile: one that is missing or damaged fails with its name, and never with what is in it" {
  web 'AuthFile: auth.json'
  fails_with auth.json
  on one "mkdir -p /root/web; echo '{\"auths\": {\"$registry\": {\"auth\": \"$password' >/root/web/auth.json"
  fails_with /root/web/auth.json
  on one "echo '{\"auths\": {\"$registry\": {\"auth\": \"$password\"}}}' >/root/web/auth.json"
  fails_with /root/web/auth.json
}

@test "the host's own files do without AuthFile: /etc/berth/auth.json, and what docker login wrote" {
  auth_file /etc/berth/auth.json
  starts
  on one 'rm /etc/berth/auth.json'
  fails_with 'not authorised'
  on one "docker login --username puller --password-stdin $registry" <<<"$password"
  starts
  # What is meant for Berth goes before what is there for people.
  auth_file /etc/berth/auth.json not-the-password
  fails_with 'not authorised'
}

@test "a password is asked for again at each start, so that a new one needs no restart of berthd" {
  auth_file /etc/berth/auth.json not-the-password
  fails_with 'not authorised'
  auth_file /etc/berth/auth.json
  starts
}

@test "a credential helper gives the password" {
  helper good <<SCRIPT
#!/bin/sh
read -r server
printf '{"ServerURL": "%s", "Username": "puller", "Secret": "%s"}' "\$server" "$password"
SCRIPT
  starts
}

@test "a credential helper that hangs, fails, is not there or talks nonsense is a clear failure, and leaves no process" {
  helper hang <<<$'#!/bin/sh\nsleep 12321'
  fails_with docker-credential-hang
  eventually 20 is_gone
  helper deaf <<<$'#!/bin/sh\ntrap "" TERM; sleep 12321 & sleep 12321'
  fails_with docker-credential-deaf
  eventually 20 is_gone
  helper broken <<<$'#!/bin/sh\necho "cannot open '"$password"'" >&2; exit 1'
  fails_with docker-credential-broken
  helper nonsense <<<$'#!/bin/sh\necho "'"$password"'"'
  fails_with docker-credential-nonsense
  on one 'rm /usr/local/bin/docker-credential-nonsense'
  fails_with docker-credential-nonsense
  [[ $(on one 'systemctl is-active berth') == active ]]
}

@test "other services start while a credential helper hangs" {
  make_image one quick:latest
  descriptor one webquick <<<'{Container: {Image: quick, Pull: never}}'
  helper hang <<<$'#!/bin/sh\nsleep 12321'
  # In one go, because the helper is given up after ten seconds, and the start has failed then.
  run on one 'systemctl start --no-block web; until pgrep -fx "sleep 12321" >/dev/null; do sleep 0.05; done
    systemctl start webquick; systemctl is-active webquick web; systemctl stop web; systemctl show -p Result --value web'
  [ "$output" = $'active\nactivating\nsuccess' ]
  eventually 20 is_gone
}

# traces_of TEXT: the text, and what is sure to be in its base64, wherever it begins in what was encoded.
traces_of() {
  local offset padding text
  echo "$1"
  for offset in 0 1 2; do
    padding=${offset/0/} padding=${padding/1/x} padding=${padding/2/xx}
    text=$(printf '%s' "$padding$1" | base64 -w 0)
    text=${text:0:$(((offset + ${#1}) * 8 / 6))}
    text=${text:$(((offset * 8 + 5) / 6))}
    printf '%s\n' "$text" "$(tr '+/' '-_' <<<"$text")"
  done | sort -u
}

@test "after all that the password is nowhere but in its files: journal, logs, /run, D-Bus, units, containers, processes" {
  { traces_of "$password"; traces_of "$(printf 'puller:%s' "$password" | base64)"; } | on one 'cat >/root/traces'
  web 'AuthFile: auth.json'
  auth_file /root/web/auth.json
  on one 'systemctl start web'
  auth_file /etc/berth/auth.json not-the-password
  # What is looked for is found where it has to be, in each way that it may be written.
  on one 'grep -qFf /root/traces /root/web/auth.json'
  for text in "{\"username\":\"puller\",\"password\":\"$password\"}" "x$password" "puller:$password"; do
    base64 -w 0 <<<"$text" | on one 'grep -qFf /root/traces'
  done
  on one '
    shopt -s nullglob
    found() { if grep -aFf /root/traces; then echo "in $1"; fi; }
    journalctl --sync
    journalctl --all --output verbose --no-pager | found journal
    for object in $(busctl tree --list org.berth1); do busctl introspect org.berth1 $object; done | found D-Bus
    systemctl show "*" --all | found units
    systemctl status "*" --all --lines 1000 --no-pager 2>&1 | found status
    berthctl status web --json | found berthctl
    docker ps -aq | xargs docker inspect | found containers
    for process in /proc/[0-9]*; do tr "\0" "\n" <$process/cmdline; done 2>/dev/null | found cmdline
    for process in $(systemctl show -p MainPID --value berth web); do tr "\0" "\n" </proc/$process/environ; done | found environ
    grep -arlFf /root/traces -D skip /run /tmp /var/lib/berth /var/log /root/var /usr/local/lib/systemd /etc/systemd 2>/dev/null
  ' >"$BATS_TEST_TMPDIR/found" || true
  cat "$BATS_TEST_TMPDIR/found"
  [[ ! -s $BATS_TEST_TMPDIR/found ]]
}
