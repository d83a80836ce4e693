"""How long a service is away while `systemctl restart` brings a new image, beside a unit around `docker run`."""

import statistics

from bench_host import HERE

ROUNDS, MEGABYTES, RATE = 5, 60, 10_000_000
# What Berth promises: ms above stopping and starting the container (medians).
DOWNTIME_BAR = 300


def measure(host):
    host.tell(f"restart: {ROUNDS} rounds, {MEGABYTES} MB at {RATE / 1e6:.0f} MB/s")
    host.put(HERE.parents[1] / "tests/host/registry/faulty.py", "/run/faulty.py")
    host.put(HERE / "prober.py", "/run/prober.py")
    times = {}
    lines = host.run_script("restart.sh", str(ROUNDS), str(MEGABYTES), str(RATE), limit=900)
    for what, microseconds in lines:
        times.setdefault(what, []).append(int(microseconds) / 1000)
    figures = {}
    for what, all_times in times.items():
        figures[f"{what}_least_ms"], figures[f"{what}_most_ms"] = min(all_times), max(all_times)
        figures[f"{what}_median_ms"] = statistics.median(all_times)
    figures["allowed_ms"] = figures["stop_median_ms"] + figures["start_median_ms"] + DOWNTIME_BAR
    figures["ratio"] = figures["classic_median_ms"] / figures["berth_median_ms"]
    figures["within_bars"] = figures["berth_median_ms"] <= figures["allowed_ms"]
    return figures


def show(figures):
    print(f"restart to a new image of {MEGABYTES} MB at {RATE / 1e6:.0f} MB/s, {ROUNDS} rounds, ms without an answer:")
    print("                                   least  median    most")
    for what, words in (
        ("berth", "systemctl restart, Berth"),
        ("classic", "systemctl restart, docker run"),
        ("bare", "the engine's stop and start"),
    ):
        print(f"  {words:30} {figures[what + '_least_ms']:7.0f} {figures[what + '_median_ms']:7.0f} {figures[what + '_most_ms']:7.0f}")
    print(f"  docker run / Berth: {figures['ratio']:.1f}; Berth's bar: stop {figures['stop_median_ms']:.0f} + start "
          f"{figures['start_median_ms']:.0f} + {DOWNTIME_BAR} = {figures['allowed_ms']:.0f} ms")  # fmt: skip
