"""The services of a run: what they write, how they become ready, what systemd does when they end, whose image they run."""

DESCRIPTORS = "/etc/berth/services"
COUNTS = "/run/chaos/count"
REGISTRY = "127.0.0.1:5000"
GOOD_TAGS, BAD_TAGS = ("good1", "good2", "good3"), ("exits", "silent", "noexec")


class Service:
    """`registry`: its image is pulled at every start, and its tag moves. `lasts`: it ends only when it is made to."""

    def __init__(self, name, words, restart, more="", registry=False, lasts=True):
        self.name, self.words, self.restart, self.more = name, words, restart, more
        self.registry, self.lasts = registry, lasts
        self.bad_descriptor = False
        self.writing = None  # the operation that wrote the descriptor last

    @property
    def log(self):
        return f"/root/var/log/{self.name}.log"

    @property
    def comes_back(self):
        """Whatever ends it, systemd starts it again."""
        return self.lasts and self.restart == "always"

    def descriptor(self, variant):
        """Variant 0, 1, … are all good; "bad" has a typo."""
        image = f"{REGISTRY}/{self.name}" if self.registry else "chaos:good1"
        pull = "newer, PullRetry: 0" if self.registry else "never"
        exec_key = "Exce" if variant == "bad" else "Exec"
        return f"""\
Container: {{Image: "{image}", Pull: {pull}, {exec_key}: [{self.name}, {self.words}], Environment: {{VARIANT: "{variant}"}},
            Volume: "{COUNTS}/{self.name}:/count", LogOpt: {{max-size: 1m}}{self.more}}}
Service: {{Restart: {self.restart}, RestartSec: 300ms, StartLimitIntervalSec: 0, TimeoutStartSec: 8s}}
Update: {{GoodAfter: 2s}}
Log: {{MaxSize: none, Journal: {"no" if "000" in self.words else "yes"}}}
"""


def make_services(count):
    notify, healthy = ", Notify: container", ', HealthCmd: [/writer, check], Notify: healthy'
    kinds = [
        ("flood", "rate=3000", "always", "", False, True),
        ("ready", "notify, rate=50", "always", notify, True, True),
        ("pour", "rate=1000", "on-failure", "", True, True),
        ("healthy", "rate=20", "always", healthy, True, True),
        ("stubborn", "stubborn, rate=20", "always", ", StopTimeout: 1s", False, True),
        ("job", "end=1500", "no", "", False, False),
        ("quiet", "rate=2", "always", "", False, True),
        ("flap", "end=4000, status=3, rate=100", "on-failure", "", False, False),
        ("plain", "rate=5", "no", "", True, True),
        ("brook", "rate=200", "always", "", True, True),
    ]
    return [Service(f"{kinds[i % len(kinds)][0]}-{i}", *kinds[i % len(kinds)][1:]) for i in range(count)]
