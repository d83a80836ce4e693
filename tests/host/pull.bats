# Pulling from a registry that is slow, stalls or refuses: what waits, what is tried again, and what people are told.

bats_require_minimum_version 1.5.0
load lib

here=127.0.0.1:5001

setup_file() {
  berth_boot one
  # Far below the minute that it is by default, so that a stall is one soon.
  on one 'echo "PullStallTimeout: 5s" >/etc/berth/agent.yaml; systemctl restart berth'
  eventually 20 engine_is_up one
  registry_start one
  faulty_start one
}
teardown_file() { host_stop_all; }

teardown() {
  faulty one '{}'
  on one 'systemctl stop "web*"; systemctl reset-failed
    rm -f /etc/berth/services/*.yaml; systemctl daemon-reload
    docker ps -aq | xargs -r docker rm -f >/dev/null
    docker images -q | xargs -r docker rmi -f >/dev/null'
}

# publish REPO [MEGABYTES]: a new image of so many MB and one of busybox, in the registry alone.
publish() {
  make_big_image one "127.0.0.1:5000/$1" "${2:-1}"
  push_image one "127.0.0.1:5000/$1"
  on one "docker rmi 127.0.0.1:5000/$1" >/dev/null
}

web() { descriptor one web <<<"{Container: {Image: $here/$1}, Service: {${2:-}}}"; }

# fails_with TEXT: a start of web fails, and its status says so.
fails_with() {
  run on one 'systemctl reset-failed; systemctl start web'
  [[ $status != 0 ]]
  run on one 'systemctl status web'
  echo "$output"
  has_line "$1" <<<"$output"
}

is_active() { on one "systemctl is-active --quiet $1"; }
asked() { faulty_requests one "^(HEAD|GET) /v2/$1/manifests/"; }
# pulling COUNT SERVICE…: so many of the services wait for their image.
pulling() { [[ $(on one "systemctl show -p StatusText --value ${*:2} | grep -c ^pulling") == "$1" ]]; }
are_active() { [[ $(on one "systemctl is-active $* | sort -u") == active ]]; }
more_than() { (($(faulty_requests one "$2") > $1)); }

@test "twenty services of one image are one pull: each blob is fetched once, the manifest asked for at most three times" {
  publish many 20
  services=$(seq -f 'web%02g' -s ' ' 20)
  on one "for service in $services; do echo '{Container: {Image: $here/many}}' >/etc/berth/services/\$service.yaml; done
    systemctl daemon-reload"
  # It goes through when all of them wait for it.
  faulty one '{"rate": 300000}'
  on one "systemctl start --no-block $services"
  eventually 40 pulling 20 "$services"
  faulty one '{"rate": 5000000}'
  eventually 120 are_active "$services"
  [[ $(on one 'docker ps -q | wc -l') == 20 ]]
  faulty_blobs one many
  [[ $(faulty_blobs one many | awk '{print $1}' | sort -u) == 1 ]]
  echo "asked for the manifest $(asked many) times"
  (($(asked many) <= 3))
}

@test "one of two that wait for a pull is stopped: the other gets its image, and nothing is fetched twice" {
  publish shared 10
  descriptor one web <<<"{Container: {Image: $here/shared}}"
  descriptor one web2 <<<"{Container: {Image: $here/shared}}"
  faulty one '{"rate": 200000}'
  on one 'systemctl start --no-block web web2'
  eventually 20 more_than 0 '^GET /v2/shared/blobs/'
  eventually 20 pulling 2 web web2
  on one 'timeout 30 systemctl stop web'
  [[ $(on one 'systemctl is-active web') == inactive ]]
  # The stop has not waited for the image.
  pulling 1 web2
  faulty one '{"rate": 2000000}'
  eventually 60 is_active web2
  [[ $(faulty_blobs one shared | awk '{print $1}' | sort -u) == 1 ]]
}

@test "a pull that takes forty seconds and moves is no time-out, whatever TimeoutStartSec says, and shows how far it is" {
  publish slow 1
  web slow 'TimeoutStartSec: 10s'
  faulty one '{"rate": 60000}'
  begun=$EPOCHSECONDS
  on one 'systemctl start --no-block web'
  eventually 20 on one 'systemctl status web | grep -E "pulling .*/slow:latest: [1-9][0-9]? %, [0-9.]+ of [0-9.]+ MB"'
  eventually 120 is_active web
  echo "pulled in $((EPOCHSECONDS - begun)) s"
  ((EPOCHSECONDS - begun >= 25))
  [[ $(on one 'systemctl show -p NRestarts --value web') == 0 ]]
}

@test "a pull that stalls is begun anew, and goes through" {
  publish stalls 5
  web stalls
  faulty one '{"stall": {"after": 1000000, "first": 1}}'
  begun=$EPOCHSECONDS
  on one 'systemctl start web'
  ((EPOCHSECONDS - begun >= 5))
  [[ $(faulty_blobs one stalls | awk 'NR == 1 {print $1}') == 2 ]]
}

@test "a pull that stalls for ever: with the image in the cache it starts from there, without it fails and says why" {
  publish stalls 5
  web stalls
  on one 'systemctl start web'
  first=$(property one web Digest)
  publish stalls 5
  faulty one '{"stall": {"after": 1000000}}'
  on one 'timeout 50 systemctl restart web'
  on one 'systemctl status web' | has_line 'from the cache, last confirmed'
  [[ $(property one web Digest) == "$first" ]]
  [[ $(property one web ImageStale) == true ]]
  publish never 5
  on one 'systemctl stop web'
  descriptor one web <<<"{Container: {Image: $here/never, PullRetry: 1}}"
  fails_with "pull $here/never:latest:"
  grep -Eq 'stalled|no bytes' <<<"$output"
  [[ $(on one 'systemctl show -p Result --value web') != timeout ]]
}

@test "a registry that fails twice is asked again, one that refuses is not" {
  publish again
  descriptor one web <<<"{Container: {Image: $here/again, PullRetry: 3, PullRetryDelay: 100ms}}"
  faulty one '{"status": {"code": 503, "first": 2}}'
  on one 'systemctl start web'
  on one 'systemctl stop web; docker images -q | xargs docker rmi -f >/dev/null'
  for code in 401 404; do
    faulty one "{\"status\": {\"code\": $code}}"
    before=$(asked again)
    run ! on one 'systemctl start web'
    # One pull is a HEAD, and a GET where that was refused: the engine tries both.
    echo "$code: asked $(($(asked again) - before)) times"
    (($(asked again) - before <= 3))
  done
}

@test "each refusal has its own words in systemctl status, and names the image" {
  publish refused
  descriptor one web <<<"{Container: {Image: $here/refused, PullRetry: 0}}"
  while read -r code words; do
    faulty one "{\"status\": {\"code\": $code}}"
    fails_with "$words"
    has_line "$here/refused" <<<"$output"
    [[ $(property one web Result) == image ]]
  done <<'CASES'
401 not authorised
403 not authorised
429 rate limited
404 no such image
500 the registry failed
503 the registry failed
CASES
  faulty_stop one
  fails_with unreachable
  faulty_start one
  descriptor one web <<<"{Container: {Image: nowhere.invalid/web, PullRetry: 0}}"
  fails_with unreachable
  descriptor one web <<<"{Container: {Image: $here/none, PullRetry: 0}}"
  fails_with 'no such image'
  descriptor one web <<<"{Container: {Image: '$here/refused:none', PullRetry: 0}}"
  fails_with 'no such image'
  [[ -z $(on one 'docker ps -aq') ]]
}

@test "a registry that limits us does not keep a service down whose image is in the cache" {
  publish limited
  web limited
  on one 'systemctl start web'
  faulty one '{"status": {"code": 429}}'
  on one 'systemctl restart web'
  on one 'systemctl status web' | has_line 'from the cache, last confirmed'
  journal_of one web | has_line 'rate limited'
}

# publish_foreign REPO: an image that is there for another platform alone, as a list of one manifest.
publish_foreign() {
  publish "$1"
  on one "
    set -e
    registry=http://127.0.0.1:5000/v2/$1/manifests
    type=application/vnd.docker.distribution.manifest
    curl -sf -H \"Accept: \$type.v2+json\" \$registry/latest >/run/manifest
    jq -n --arg type \$type --arg digest sha256:\$(sha256sum </run/manifest | cut -d ' ' -f 1) --argjson size \$(stat -c %s /run/manifest) '{
      schemaVersion: 2, mediaType: (\$type + \".list.v2+json\"), manifests: [{mediaType: (\$type + \".v2+json\"),
      size: \$size, digest: \$digest, platform: {architecture: \"s390x\", os: \"linux\"}}]}' >/run/list
    curl -sf -X PUT -H \"Content-Type: \$type.list.v2+json\" --data-binary @/run/list \$registry/latest"
}

@test "an image for another platform is told apart from one that is not there" {
  publish_foreign foreign
  descriptor one web <<<"{Container: {Image: $here/foreign, PullRetry: 0}}"
  fails_with 'wrong platform'
}
