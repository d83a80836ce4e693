"""Makes the images, the registry's repositories, the descriptors and the settings of a run, and starts what lasts."""

import time

from operations import put_descriptor
from services import BAD_TAGS, COUNTS, DESCRIPTORS, GOOD_TAGS, REGISTRY
from shell import must, sh

# An engine that is killed often must come back every time, and soon.
ENGINE_DROP_IN = r"""
for unit in docker containerd docker-registry; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=500ms\n' >/etc/systemd/system/$unit.service.d/chaos.conf
done
printf '[Unit]\nStartLimitIntervalSec=0\n[Socket]\nTriggerLimitIntervalSec=0\n' >/run/docker.socket.conf
install -D /run/docker.socket.conf /etc/systemd/system/docker.socket.d/chaos.conf
mkdir -p /etc/berth/services
echo 'UpdateCheckInterval: 10s' >/etc/berth/agent.yaml
"""


def make_engine(live_restore):
    value = "true" if live_restore else "false"
    config = "/etc/docker/daemon.json"
    must(f"jq '. + {{\"live-restore\": {value}}}' {config} >/run/daemon.json && cp /run/daemon.json {config}")
    must(ENGINE_DROP_IN + "systemctl daemon-reload; systemctl restart docker docker-registry; systemctl restart berth")


def make_images(services):
    for tag in GOOD_TAGS + BAD_TAGS:
        entry = '["/none"]' if tag == "noexec" else '["/writer"]'
        changes = f"--change 'ENTRYPOINT {entry}' --change 'ENV CHAOS={tag.rstrip('123')}' --change 'ENV TAG={tag}'"
        must(f"tar -C /run/chaos/image -cf - . | docker import {changes} - chaos:{tag}")
    until = time.time() + 20
    while sh(f"curl -sf http://{REGISTRY}/v2/")[0] and time.time() < until:
        time.sleep(0.1)
    for one in services:
        if one.registry:
            repository = f"{REGISTRY}/{one.name}"
            for tag in GOOD_TAGS + BAD_TAGS:
                must(f"docker tag chaos:{tag} {repository}:{tag}")
            must(f"docker tag chaos:good1 {repository}:latest; docker push --quiet --all-tags {repository}")
            must(f"docker rmi $(docker images --format '{{{{.Repository}}}}:{{{{.Tag}}}}' {repository})")


def make_services(services):
    for one in services:
        must(f"mkdir -p {COUNTS}/{one.name}")
        must(put_descriptor(one, 0))
    must(f"berthctl check {DESCRIPTORS} && systemctl daemon-reload")
    must("systemctl start " + " ".join(one.name for one in services if one.lasts))
    time.sleep(2.5)  # GoodAfter: from now on there is a good image to fall back to


def prepare(services, live_restore):
    make_engine(live_restore)
    make_images(services)
    make_services(services)
