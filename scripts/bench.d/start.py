"""How long `systemctl start` takes, beside the bare engine and beside a unit without a container."""

import math
import statistics


ROUNDS = 20
# What Berth promises: ms above the bare engine (median).
START_BAR = 20


def measure(host):
    host.tell(f"start: {ROUNDS} rounds")
    times = {}
    for what, microseconds in host.run_script("start.sh", str(ROUNDS)):
        times.setdefault(what, []).append(int(microseconds) / 1000)
    figures = {}
    for what, all_times in times.items():
        warm = sorted(all_times[1:])  # the first round warms the caches
        figures[f"{what}_least_ms"] = warm[0]
        figures[f"{what}_median_ms"] = statistics.median(warm)
        figures[f"{what}_p95_ms"] = warm[math.ceil(len(warm) * 0.95) - 1]
    figures["above_bare_ms"] = figures["berth_median_ms"] - figures["bare_median_ms"]
    figures["ratio"] = figures["berth_median_ms"] / figures["bare_median_ms"]
    figures["within_bars"] = figures["above_bare_ms"] <= START_BAR
    return figures


def show(figures):
    print(f"start, {ROUNDS} rounds, ms:                least  median     p95")
    for what, words in (
        ("berth", "systemctl start, Berth"),
        ("bare", "create + start, curl"),
        ("plain", "systemctl start, no container"),
    ):
        print(f"  {words:30} {figures[what + '_least_ms']:7.1f} {figures[what + '_median_ms']:7.1f} {figures[what + '_p95_ms']:7.1f}")
    print(f"  Berth above curl: {figures['above_bare_ms']:.1f} ms (bar: {START_BAR}), of which systemd's own share is "
          f"{figures['plain_median_ms']:.1f}; ratio {figures['ratio']:.2f}")  # fmt: skip
