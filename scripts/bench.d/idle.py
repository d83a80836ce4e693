"""What many services cost that have nothing to say: CPU time and wake-ups, beside those of the engine itself."""

import os

SERVICES, SECONDS = 100, 60
# What Berth promises: per cent of one CPU that berthd uses. No holder wakes up.
DAEMON_BAR = 0.1
PARTS = ("berthd", "holders", "dockerd")


def measure(host):
    host.tell(f"idle: {SERVICES} services, {SECONDS} s")
    figures = {}
    for what, count, ticks, wakes, awake in host.run_script("idle.sh", str(SERVICES), str(SECONDS)):
        figures[f"{what}_count"], figures[f"{what}_wakes"], figures[f"{what}_awake"] = int(count), int(wakes), int(awake)
        figures[f"{what}_percent"] = int(ticks) / os.sysconf("SC_CLK_TCK") / SECONDS * 100
    figures["within_bars"] = (
        figures["berthd_percent"] < DAEMON_BAR and figures["holders_count"] == SERVICES and figures["holders_awake"] == 0
    )
    return figures


def show(figures):
    print(f"idle, {SERVICES} quiet services for {SECONDS} s:   % of a CPU   wake-ups")
    for what in PARTS:
        name = f"{what} ({figures[what + '_count']})" if what == "holders" else what
        print(f"  {name:30} {figures[what + '_percent']:16.3f} {figures[what + '_wakes']:10,}")
    print(f"  berthd's bar: {DAEMON_BAR} %; holders that woke up: {figures['holders_awake']} (bar: 0)")
