"""What people do to services: chosen from the seed alone, never from what happened, so that a seed replays."""

import threading
import time

from services import BAD_TAGS, DESCRIPTORS, GOOD_TAGS, REGISTRY
from shell import sh

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
# What is done, and how often. Those that end in a blank take a service.
WEIGHTS = {
    "start ": 4, "stop ": 2, "restart ": 4, "kill ": 1, "ctl-restart ": 1, "docker-stop ": 1, "docker-rm ": 1,
    "docker-restart ": 1, "change ": 2, "spoil ": 0.7, "publish ": 1, "publish-bad ": 1, "upgrade ": 2, "upgrade-bad ": 1.5,
    "pull ": 1, "rollback ": 1, "unquarantine ": 0.7, "reload": 1, "daemon-reload": 1,
}  # fmt: skip
OF_IMAGES = ("publish ", "publish-bad ", "upgrade ", "upgrade-bad ", "pull ", "rollback ", "unquarantine ")


class Operation:
    """One of them, under way in a thread of its own from begin() on."""

    def __init__(self, kind, service, command):
        self.kind, self.service, self.command = kind, service, command
        self.begun = self.ended = self.status = None
        self.output = ""
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self):
        if self.kind in ("change", "spoil"):
            # One after the other: the file is to say what was chosen last.
            if self.service.writing:
                self.service.writing.wait(time.time() + 10)
            self.service.writing = self
        self.begun = time.time()
        self._thread.start()
        return self

    def _run(self):
        status, self.output = sh(self.command, 90)
        # Seen before anybody else can act: intents.py needs it.
        self.state_after = sh(f"systemctl is-active {self.service.name}")[1] if self.service else ""
        self.status, self.ended = status, time.time()

    def wait(self, until):
        self._thread.join(max(0, until - time.time()))
        return self.ended is not None

    def __str__(self):
        about = f"{self.kind} {self.service.name}" if self.service else self.kind
        end = "goes on" if self.ended is None else f"took {self.ended - self.begun:.2f} s, status {self.status}"
        return f"{about}: {end}" + (f": {self.output.splitlines()[-1][:160]}" if self.status and self.output else "")


def choose(random, services):
    kind = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    if not kind.endswith(" "):
        return make(kind, None, random)
    among = [one for one in services if one.registry] if kind in OF_IMAGES else services
    return make(kind.strip(), random.choice(among), random)


def make(kind, service, random):
    name = service.name if service else ""
    if kind in ("change", "spoil"):
        variant = "bad" if kind == "spoil" else random.randrange(100)
        service.bad_descriptor = variant == "bad"
        return Operation(kind, service, put_descriptor(service, variant))
    if kind.startswith(("publish", "upgrade")):
        tag = random.choice(BAD_TAGS if kind.endswith("-bad") else GOOD_TAGS)
        then = f" && systemctl restart {name}" if kind.startswith("upgrade") else ""
        return Operation(f"{kind} {tag}", service, publish(service, tag) + then)
    commands = {
        "start": f"systemctl start {name}",
        "stop": f"systemctl stop {name}",
        "restart": f"systemctl restart {name}",
        "kill": f"systemctl kill {name}",
        "ctl-restart": f"berthctl restart {name}",
        "docker-stop": f"docker stop --time 3 {name}",
        "docker-rm": f"docker rm --force {name}",
        "docker-restart": f"docker restart --time 3 {name}",
        "pull": f"berthctl pull {name}",
        "rollback": f"berthctl rollback {name}",
        "unquarantine": f"berthctl unquarantine {name}",
        "reload": "berthctl reload",
        "daemon-reload": "systemctl daemon-reload",
    }
    return Operation(kind, service, commands[kind])


def put_descriptor(service, variant):
    """As a person with scp does it: a rename into place."""
    path = f"{DESCRIPTORS}/{service.name}.yaml"
    text = service.descriptor(variant)
    return f"cat >{path}.new <<'YAML' && mv {path}.new {path}\n{text}YAML"


def publish(service, tag):
    """Moves the tag that the service pulls, in the registry alone."""
    manifests = f"http://{REGISTRY}/v2/{service.name}/manifests"
    get = f"curl -sf -H 'Accept: {MANIFEST}' {manifests}/{tag}"
    put = f"curl -sf -X PUT -H 'Content-Type: {MANIFEST}' --data-binary @- {manifests}/latest"
    return f"set -o pipefail; {get} | {put}"
