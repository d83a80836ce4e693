"""What a thousand descriptors cost to check and to make units of (in memory, so that the disk is not measured), beside
systemd's reading of the same units and a bare copy of their files."""

import statistics

COUNT, ROUNDS = 1000, 5
# What Berth promises: seconds, and kB of berthd.
TIME_BAR, MEMORY_BAR = 0.1, 30 * 1024


def measure(host):
    host.tell(f"descriptors: {COUNT} of them, {ROUNDS} rounds")
    seen = {}
    for what, value in host.run_script("descriptors.sh", str(COUNT), str(ROUNDS)):
        seen.setdefault(what, []).append(float(value))
    figures = {f"{what}_s": statistics.median(seen[what]) for what in ("check", "write", "again", "daemon-reload", "copy")}
    figures["rss_kib"] = max(seen["first"] + seen["last"])
    figures["reloads"] = int(seen["reloads"][0])
    figures["ratio"] = figures["daemon-reload_s"] / figures["write_s"]
    figures["within_bars"] = (
        max(figures["check_s"], figures["write_s"]) <= TIME_BAR
        and figures["rss_kib"] < MEMORY_BAR
        and figures["reloads"] == 1
    )
    return figures


def show(figures):
    print(f"descriptors, {COUNT} of them, median of {ROUNDS} rounds:        ms")
    for what, text in (
        ("check", "berthctl check"),
        ("write", "berthd reads, checks and writes all units"),
        ("again", "and again, when nothing has changed"),
        ("daemon-reload", "systemctl daemon-reload, that included"),
        ("copy", "cp of the unit files"),
    ):
        print(f"  {text:48} {figures[what + '_s'] * 1000:8.1f}")
    print(f"  bar for the first two: {TIME_BAR * 1000:.0f} ms each; daemon-reload / writing: {figures['ratio']:.1f}")
    print(f"  daemon-reloads that Berth orders: {figures['reloads']} (bar: 1)")
    print(f"  berthd at most: RSS {figures['rss_kib']:.0f} kB (bar: {MEMORY_BAR})")
