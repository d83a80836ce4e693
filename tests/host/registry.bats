# The registry that misbehaves on demand, seen by a plain docker pull: do tests that rely on its faults test something?

bats_require_minimum_version 1.5.0
load lib

web=127.0.0.1:5001/web:latest

setup_file() {
  host_boot one
  registry_start one
  make_big_image one 127.0.0.1:5000/web:latest 5
  push_image one 127.0.0.1:5000/web:latest
  on one 'docker rmi 127.0.0.1:5000/web:latest'
  faulty_start one
}
teardown_file() { host_stop_all; }
teardown() { faulty one '{}'; on one 'docker images --quiet | xargs -r docker rmi --force >/dev/null'; }

pull() { on one "docker pull $web 2>&1"; }

# Prints how many ms a command took.
took() {
  local begun=${EPOCHREALTIME/[.,]/}
  "$@" >&2 || return
  echo $(((${EPOCHREALTIME/[.,]/} - begun) / 1000))
}

@test "without rules a pull goes through, and each request is logged with its end" {
  before=$(faulty_requests one .)
  pull
  [[ $(faulty_requests one .) -gt $before ]]
  [[ $(faulty_requests one '^(HEAD|GET) /v2/web/manifests/latest$') -ge 1 ]]
  [[ $(faulty_requests one '^GET /v2/web/blobs/') == 2 ]]
  faulty_blobs one web | grep -qE '^ *1 sha256:'
  eventually 20 on one 'jq -se "(map(select(.end == \"whole\" and .bytes > 5000000)) | length) == 1 and all(.[]; .time > 1e9)" /run/faulty.log'
  [[ $(on one "docker run --rm $web echo runs") == runs ]]
}

@test "rate: all blobs together get so many bytes per second, and a pull under way notices a change" {
  faulty one '{"rate": 2500000}'
  ms=$(took pull)
  echo "6.3 MB at 2.5 MB/s took $ms ms"
  ((ms > 2400))  # and less than the 60 s of `on`
  on one "docker rmi $web"
  faulty one '{"rate": 20000}'
  blobs=$(faulty_requests one /blobs/)
  on one "docker pull $web" 3>&- &
  eventually 20 more_than "$blobs" /blobs/
  sleep 1
  kill -0 $!
  faulty one '{}'
  wait $!
}

more_than() { (($(faulty_requests one "$2") > $1)); }

@test "rate: two pulls at once share it" {
  make_big_image one 127.0.0.1:5000/other:latest 5
  push_image one 127.0.0.1:5000/other:latest
  on one 'docker rmi 127.0.0.1:5000/other:latest'
  faulty one '{"rate": 5000000}'
  ms=$(took on one "docker pull 127.0.0.1:5001/other & docker pull $web; wait")
  echo "12.6 MB at 5 MB/s took $ms ms"
  ((ms > 2400))  # and less than the 60 s of `on`
}

@test "latency: each answer comes late" {
  faulty one '{"latency": 1}'
  ms=$(took on one 'curl -s http://127.0.0.1:5001/v2/')
  ((ms >= 1000))
}

@test "stall: the first blobs fall silent with the connection open, later ones are well" {
  faulty one '{"stall": {"after": 1000000, "first": 2}}'
  for n in 1 2; do
    # The engine gives up when its client goes, so that the next pull does not join this one.
    on one "docker pull $web & pull=\$!
      until test \$($(stalled_blobs)) = $n; do sleep 0.1; done; sleep 1; kill \$pull && sleep 1"
  done
  pull
  [[ $(on one "$(stalled_blobs)") == 2 ]]
}

# stalled_blobs: the command that counts them.
stalled_blobs() { echo "jq -s 'map(select(.end == \"stalled\" and .bytes == 1000000)) | length' /run/faulty.log"; }

@test "stall without first is for ever, with the bytes before it" {
  faulty one '{"stall": {"after": 1000000}}'
  blob=$(faulty_blobs one web | awk '{print $2}' | while read -r digest; do
    size=$(on one "curl -sI http://127.0.0.1:5001/v2/web/blobs/$digest" </dev/null | tr -d '\r' | awk 'tolower($1) == "content-length:" {print $2}')
    if ((size > 5000000)); then echo "$digest"; fi
  done)
  on one "for n in 1 2 3; do { curl -s -m 8 -o /run/blob\$n http://127.0.0.1:5001/v2/web/blobs/$blob; echo \$? >/run/ended\$n; } & done; wait"
  [[ $(on one 'cat /run/ended[123]; stat -c %s /run/blob[123]' | xargs) == '28 28 28 1000000 1000000 1000000' ]]
}

@test "cut: the connection ends in the middle of a blob, and the engine comes back for the rest with Range" {
  faulty one '{"cut": {"after": 1000000, "first": 2}}'
  pull
  eventually 20 on one 'jq -se "any(.[]; .end == \"cut\") and any(.[]; .status == 206)" /run/faulty.log'
  [[ $(on one "docker run --rm $web echo runs") == runs ]]
}

@test "status: 401, 429, 500 and 503 as a registry says them, for manifests" {
  faulty one '{"status": {"code": 401}}'
  run ! pull
  [[ $output == *'authentication required'* || $output == *'no basic auth credentials'* || $output == *'unauthorized'* ]]
  faulty one '{"status": {"code": 429, "retry_after": 7}}'
  run ! pull
  [[ $output == *'toomanyrequests: You have reached your pull rate limit'* ]]
  run -0 on one 'curl -si http://127.0.0.1:5001/v2/web/manifests/latest'
  [[ $output == *'Retry-After: 7'* ]]
  for code in 500 503; do
    faulty one "{\"status\": {\"code\": $code}}"
    run ! pull
    echo "$code: $output"
  done
}

@test "status: the first ones only, blobs only, or one image only" {
  faulty one '{"status": {"code": 500, "first": 1}}'
  [[ $(on one 'for i in 1 2; do curl -s -o /dev/null -w "%{http_code} " http://127.0.0.1:5001/v2/web/manifests/latest; done') == '500 200 ' ]]
  faulty one '{"status": {"code": 503, "of": "blobs"}}'
  run ! pull
  [[ $(on one 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:5001/v2/web/manifests/latest') == 200 ]]
  faulty one '{"status": {"code": 404, "only": "/none/"}}'
  pull
  faulty one '{"status": {"code": 401, "of": ["ping", "manifests"]}}'
  run ! pull
}

@test "a rule that is none is refused, and what held goes on" {
  faulty one '{"status": {"code": 418}}'
  run ! faulty one '{"stal": {"after": 1}}'
  [[ $output == *'there is no rule stal'* ]]
  run ! faulty one '{"stall": {"afer": 1}}'
  run ! faulty one '{'
  [[ $(on one 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:5001/v2/web/manifests/latest') == 418 ]]
}

@test "a tag that moves behind it is pulled anew" {
  pull
  old=$(on one "docker inspect -f '{{.Id}}' $web")
  make_image one 127.0.0.1:5000/web:latest
  digest=$(push_image one 127.0.0.1:5000/web:latest)
  pull
  [[ $(on one "docker inspect -f '{{.Id}}' $web") != "$old" ]]
  on one "docker inspect -f '{{.RepoDigests}}' $web" | has_line "$digest"
}

@test "stopped, it refuses connections; a registry away behind it is a 503" {
  registry_stop one
  [[ $(on one 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:5001/v2/') == 503 ]]
  registry_start one
  faulty_stop one
  run ! pull
  [[ $output == *'connection refused'* ]]
  faulty_start one
  pull
}

@test "a protected registry lets in who knows the password, also through the proxy" {
  registry_protect one
  run ! pull
  [[ $output == *'no basic auth credentials'* ]]
  run ! on one 'docker login --username puller --password wrong 127.0.0.1:5001'
  on one 'docker login --username puller --password s3cret-pass 127.0.0.1:5001'
  pull
  on one 'docker logout 127.0.0.1:5001'
  run ! on one 'grep -rF -e s3cret-pass -e "$(printf puller:s3cret-pass | base64)" /run/faulty.log'
}
