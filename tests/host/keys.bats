# Keys of the section Container: the container that Berth makes is the one that docker create makes, field by field.
load lib

bats_require_minimum_version 1.5.0

image=web:latest

# shows TEXT COMMAND…: what the command writes. Docker 20.10 now and then shows nothing of a short one: for eventually.
shows() { [ "$(on one "${@:2}" | sort -u)" = "$1" ]; }
tells() { on one "${@:2}" | has_line "$1"; }

setup_file() {
  berth_boot one
  make_image one "$image"
  on one 'mkdir -p /root/web /srv/web && echo x >/root/web/app.conf && echo x >/srv/web/x
    echo "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}" >/root/web/tight.json
    docker network create --subnet 10.77.0.0/24 --ipv6 --subnet fd00:77::/64 subnet >/dev/null'
}
teardown_file() { host_stop_all; }

teardown() { on one 'systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload; docker ps -aq | xargs -r docker rm -f >/dev/null'; }

# What docker inspect says of a container, without what differs between any two: ids, addresses, Berth's labels, and the many
# words for nothing.
portrait() {
  on one "docker inspect $1" | jq -S '.[0] | .Id[0:12] as $id
    | {Config, HostConfig,
       Mounts: (.Mounts | sort_by(.Destination)),
       Networks: (.NetworkSettings.Networks | map_values({IPAMConfig, Links, DriverOpts,
         Aliases: ((.Aliases // []) - [$id])}))}
    | .Config.Env |= sort | .HostConfig.Binds |= ((. // []) | sort) | .HostConfig.Ulimits |= (. // [] | sort_by(.Name))
    | if .Config.Hostname == $id then del(.Config.Hostname) else . end
    | del(.Config.Labels["org.berth.service"], .Config.Labels["org.berth.descriptor"], .HostConfig.ConsoleSize)
    | walk(if type == "object" then with_entries(select(.value | IN(null, "", 0, -1, false, [], {}) | not)) else . end)'
}

small_log=(--log-driver local --log-opt max-size=4m --log-opt max-file=2 --log-opt compress=false)

# same KEYS [OPTION…] [-- WORD…]: a service with these keys has the container that docker create makes with the options.
same() {
  local keys=$1 options=("${small_log[@]}") words=()
  shift
  while (($#)) && [[ $1 != -- ]]; do options+=("$1"); shift; done
  if (($#)); then words=("${@:2}"); fi
  descriptor one web <<<"{Container: {Image: $image, Pull: never, $keys}}"
  on one 'systemctl restart web || { systemctl status web; false; }'
  on one "docker create --name byhand --stop-timeout 10 $(printf '%q ' "${options[@]}" "$image" "${words[@]}")"
  diff -u <(portrait byhand) <(portrait web)
  on one 'docker rm byhand >/dev/null'
}

@test "nothing but an image" {
  same 'Label: {}' --network default
}

@test "the process: entry point, words, user, groups, folder, host name, init, signal, variables, labels" {
  same 'Entrypoint: /bin/sh, Exec: [/run.sh, "a b"], User: 1000, Group: 44, GroupAdd: [45, 46], WorkingDir: /tmp,
        HostName: web.example, DomainName: example.org, Init: yes, StopSignal: INT, Environment: {A: "1", B: "x y"}, Label: {team: a}' \
    --entrypoint /bin/sh --user 1000:44 --group-add 45 --group-add 46 --workdir /tmp --hostname web.example --domainname example.org --init \
    --stop-signal SIGINT --env A=1 --env 'B=x y' --label team=a --network default -- /run.sh 'a b'
}

@test "environment files" {
  on one 'cat >/root/web/odd.env' <<<$'\xef\xbb\xbfA=1\n  \xc2\xa0# comment\n\tB= two words # kept \nC="quoted"\nD=\nE=a=b\r\nF=$A\\n\nG=\xc3\xbc\n\n  '
  same 'EnvironmentFile: [odd.env, -missing.env]' --env-file /root/web/odd.env --network default
}

@test "files: Config, Volume, Mount and Tmpfs" {
  same 'Config: app.conf:/app.conf, Volume: [/srv/web:/srv:ro, "things:/things"], Tmpfs: "/run:size=1m",
        Mount: ["type=bind,src=app.conf,dst=/m/bind,readonly", "src=more,dst=/m/volume,volume-nocopy",
                "type=tmpfs,dst=/m/tmpfs,tmpfs-size=2m,tmpfs-mode=1770",
                "type=bind,src=/srv/web,dst=/m/alone,bind-propagation=rprivate,bind-nonrecursive=true"]' \
    --mount type=bind,src=/root/web/app.conf,dst=/app.conf,readonly --volume /srv/web:/srv:ro --volume things:/things \
    --tmpfs /run:size=1m --mount type=bind,src=/root/web/app.conf,dst=/m/bind,readonly \
    --mount src=more,dst=/m/volume,volume-nocopy --mount type=tmpfs,dst=/m/tmpfs,tmpfs-size=2m,tmpfs-mode=1770 \
    --mount type=bind,src=/srv/web,dst=/m/alone,bind-propagation=rprivate,bind-nonrecursive=true --network default
  eventually 20 shows x 'docker exec web cat /m/bind /srv/x /m/alone/x'
  eventually 20 shows 1770 'docker exec web stat -c %a /m/tmpfs'
}

@test "the network: its own name, aliases and address, ports, hosts and DNS" {
  same 'Network: subnet, NetworkAlias: [api, api.internal], IP: 10.77.0.77, IP6: "fd00:77::77", DNS: 10.77.0.1, DNSSearch: example.org,
        DNSOption: ["ndots:2"], PublishPort: ["127.0.0.1:8080:80", "9000-9001:9000-9001/udp"], ExposeHostPort: [81, 5000-5001/udp],
        AddHost: ["db:10.0.0.1", "me:host-gateway"]' \
    --network subnet --network-alias api --network-alias api.internal --ip 10.77.0.77 --ip6 fd00:77::77 --dns 10.77.0.1 \
    --dns-search example.org --dns-option ndots:2 --publish 127.0.0.1:8080:80 --publish 9000-9001:9000-9001/udp \
    --expose 81 --expose 5000-5001/udp --add-host db:10.0.0.1 --add-host me:host-gateway
  eventually 20 tells 10.77.0.77/ 'docker exec web ip address'
  eventually 20 tells 'ndots:2' 'docker exec web cat /etc/resolv.conf'
}

container_is() { [ "$(property one web ContainerId)" = "$1" ]; }
status_has() { property one web StatusText | has_line "$1"; }

@test "several networks: what docker network connect makes, one of them made for it, and the start needs all" {
  descriptor one web <<<"{Container: {Image: $image, Pull: never, NetworkAlias: all,
    Network: ['subnet:alias=db,ip=10.77.0.9', 'front:alias=api', bridge]}}"
  on one 'systemctl restart web'
  on one "docker create --name byhand --stop-timeout 10 ${small_log[*]} --network subnet --ip 10.77.0.9 --network-alias db \
    --network-alias all $image && docker network connect --alias api --alias all front byhand && docker network connect bridge byhand"
  diff -u <(portrait byhand) <(portrait web)
  on one 'docker rm byhand >/dev/null'
  eventually 20 on one 'docker exec web ping -c 1 -W 2 api >/dev/null'
  # A restart is refused, and nothing of the try stays, where one of them does not take it.
  id=$(property one web ContainerId)
  descriptor one web <<<"{Container: {Image: $image, Pull: never, Network: [subnet, 'front:ip=192.0.2.1']}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  eventually 20 container_is "$id"
  eventually 20 shows 1 'docker ps -aq | wc -l'
  eventually 20 status_has 'connect to the network front: '
}

@test "rights: capabilities, privileges, profiles and a read-only root" {
  same 'AddCapability: NET_ADMIN, DropCapability: [MKNOD, CHOWN], ReadOnly: yes, NoNewPrivileges: yes,
        SecurityOpt: [label=disable, apparmor=unconfined, seccomp=tight.json]' \
    --cap-add NET_ADMIN --cap-drop MKNOD --cap-drop CHOWN --read-only --security-opt label=disable \
    --security-opt apparmor=unconfined --security-opt no-new-privileges --security-opt seccomp=/root/web/tight.json \
    --network default
  eventually 20 shows $'NoNewPrivs:\t1' 'docker exec web grep NoNewPrivs /proc/1/status'
  same 'SecurityOpt: [systempaths=unconfined, seccomp=unconfined]' \
    --security-opt systempaths=unconfined --security-opt seccomp=unconfined --network default
}

@test "what is the host's or another container's: namespaces, privileges, volumes, runtime, rules for devices" {
  on one "docker run --detach --name db --ipc shareable --volume shelf:/shelf $image"
  same 'PidMode: host, IpcMode: host, UTSMode: host, UserNS: host, CgroupnsMode: host, Runtime: runc' \
    --pid host --ipc host --uts host --userns host --cgroupns host --runtime runc --network default
  eventually 20 shows "$(on one hostname)" 'docker exec web hostname'
  same 'PidMode: container:db, IpcMode: container:db, VolumesFrom: db:ro, CgroupnsMode: private, OomScoreAdj: 500, CpuShares: 512,
        CgroupParent: batch.slice, DeviceCgroupRule: ["c 1:* rwm"]' \
    --pid container:db --ipc container:db --volumes-from db:ro --cgroupns private --oom-score-adj 500 --cpu-shares 512 \
    --cgroup-parent batch.slice --device-cgroup-rule 'c 1:* rwm' --network default
  eventually 20 shows 500 'docker exec web cat /proc/self/oom_score_adj'
  on one 'docker exec web test -d /shelf'
  # Where the test host itself may do all that.
  if on one "docker run --rm --privileged $image true" 2>/dev/null; then
    same 'Privileged: yes' --privileged --network default
  fi
  # There is no such runtime: the engine's own words.
  descriptor one web <<<"{Container: {Image: $image, Pull: never, Runtime: warp}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 status_has warp
}

@test "resources: memory, processors and processes" {
  # README.md: not every host has them.
  if [[ $(on one 'docker info --format "{{.MemoryLimit}} {{.PidsLimit}} {{.CPUCfsQuota}}"') != 'true true true' ]]; then
    skip 'this host has no limits'
  fi
  same 'Memory: 64M, MemoryReservation: 32M, MemorySwap: 128M, CPUs: 0.5, PidsLimit: 100, CpusetCpus: 0, CpusetMems: 0' \
    --memory 64m --memory-reservation 32m --memory-swap 128m --cpus 0.5 --pids-limit 100 --cpuset-cpus 0 \
    --cpuset-mems 0 --network default
}

@test "shared memory, limits of each process, settings of the kernel and devices" {
  same 'ShmSize: 8M, Ulimit: ["nofile=512:1024", core=0],
        Sysctl: {net.core.somaxconn: 77, net.ipv4.ip_unprivileged_port_start: 0},
        AddDevice: ["/dev/zero:/dev/nought:r", "-/dev/no-such-device"]' \
    --shm-size 8m --ulimit nofile=512:1024 --ulimit core=0 --sysctl net.core.somaxconn=77 \
    --sysctl net.ipv4.ip_unprivileged_port_start=0 --device /dev/zero:/dev/nought:r --network default
  eventually 20 shows $'512\n77' 'docker exec web sh -c "ulimit -n; cat /proc/sys/net/core/somaxconn"'
  on one 'docker exec web head -c 1 /dev/nought' >/dev/null
}

@test "the health check, and a log driver with its options" {
  small_log=()
  same 'HealthCmd: "true", HealthInterval: 5s, HealthTimeout: 2s, HealthStartPeriod: 1s, HealthRetries: 2,
        LogDriver: json-file, LogOpt: {max-size: 1m}' \
    --health-cmd true --health-interval 5s --health-timeout 2s --health-start-period 1s --health-retries 2 \
    --log-driver json-file --log-opt max-size=1m --network default
}

# Docker 20.10 does not know it, and says nothing.
@test "the time between two checks during the start, and what an engine is too old for" {
  local start_interval=() said
  if has_start_interval; then start_interval=(--health-start-interval 2s); fi
  same 'HealthCmd: "true", HealthStartPeriod: 30s, HealthStartInterval: 2s' \
    --health-cmd true --health-start-period 30s "${start_interval[@]}" --network default
  said=$(journal_of one web)
  if has_start_interval; then
    run ! has_line HealthStartInterval <<<"$said"
  else
    has_line 'HealthStartInterval needs Docker 25 (API 1.44), and this engine speaks API 1.41: it is left out' <<<"$said"
  fi
}
has_start_interval() { on one 'docker create --help' | has_line --health-start-interval; }

@test "what the engine warns of is told once, as docker run tells it" {
  on one 'mkdir /run/alien && cd /run/alien && docker save '"$image"' | tar -xf - &&
    config=$(jq -r .[0].Config manifest.json) && jq -c ".architecture = \"riscv64\"" $config >alien.json &&
    jq -c ".[0].Config = \"alien.json\" | .[0].RepoTags = [\"alien:latest\"]" manifest.json >new.json &&
    mv new.json manifest.json && rm -f repositories index.json oci-layout && tar -cf - . | docker load'
  local warned
  warned=$(on one 'docker create --name alien alien 2>&1 >/dev/null | sed "s/^WARNING: //"')
  warned=$(grep riscv64 <<<"$warned")
  descriptor one web <<<'{Container: {Image: alien, Pull: never, PreRun: "true"}}'
  on one 'systemctl start web'
  journal_of one web | has_line "the Docker engine warns: $warned"
  [ "$(journal_of one web | grep -c "engine warns: .*riscv64")" = 1 ]
}

@test "a platform that the image is not of is refused, in the engine's words" {
  descriptor one web <<<"{Container: {Image: $image, Pull: never, Platform: linux/s390x}}"
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line 'does not match the specified platform'
}

@test "a device or a mount that is not there ends the start with its place" {
  descriptor one web <<<"{Container: {Image: $image, Pull: never, AddDevice: /dev/no-such-device}}"
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line 'AddDevice: /dev/no-such-device: No such file or directory'
}

@test "a volume and a network that are missing are made with the service's label, and stay" {
  local label='{{index .Labels "org.berth.service"}}'
  on one 'docker volume create mine >/dev/null'
  for service in web1 web2; do
    descriptor one "$service" <<<"{Container: {Image: $image, Pull: never, Network: backstage,
      Volume: ['stock:/stock', 'mine:/mine'], Mount: 'src=labelled,dst=/l,volume-label=team=a'}}"
  done
  on one 'systemctl start web1 web2'
  [ "$(on one 'docker network ls --quiet --filter name=backstage | wc -l')" = 1 ]
  [[ $(on one "docker network inspect backstage --format '{{.Driver}} $label'") == 'bridge web'[12] ]]
  [[ $(on one "docker volume inspect stock --format '$label'") == web[12] ]]
  [[ $(on one "docker volume inspect labelled --format '{{.Labels.team}} $label'") == 'a web'[12] ]]
  [ -z "$(on one "docker volume inspect mine --format '$label'")" ]
  on one 'docker exec web1 sh -c "echo kept >/stock/x"'
  eventually 20 on one 'docker exec web1 ping -c 1 -W 2 web2 >/dev/null'
  on one 'systemctl stop web1 web2'
  on one 'docker network inspect backstage >/dev/null'
  on one 'systemctl start web2'
  eventually 20 shows kept 'docker exec web2 cat /stock/x'
  journal_of one berth | has_line 'has made the volume stock'
}
