"""What supervising many services costs in memory, beside units whose main process is an attached `docker run`."""

SERVICES = 50
# What Berth promises, in KiB.
HOLDER_BAR, DAEMON_BAR = 300, 20 * 1024


def measure(host):
    host.tell(f"memory: {SERVICES} services, then {SERVICES} units with docker run")
    lines = host.run_script("memory.sh", str(SERVICES))
    sizes = {what: (float(pss), float(rss), int(count)) for what, pss, rss, count in lines}
    hold, daemon, peer = sizes["hold"], sizes["daemon"], sizes["peer"]
    ours = hold[0] * SERVICES + daemon[0]
    return {
        "hold_pss_kib": hold[0],
        "daemon_rss_kib": daemon[1],
        "daemon_pss_kib": daemon[0],
        "docker_run_pss_kib": peer[0],
        "docker_run_rss_kib": peer[1],
        "berth_total_kib": ours,
        "docker_run_total_kib": peer[0] * SERVICES,
        "ratio": peer[0] * SERVICES / ours,
        "within_bars": hold[0] <= HOLDER_BAR and daemon[1] <= DAEMON_BAR,
    }


def show(figures):
    print(f"memory, {SERVICES} services, kB per service (PSS) and in total (PSS):")
    print(f"  berth-hold       {figures['hold_pss_kib']:9.0f}   (bar: {HOLDER_BAR})")
    print(f"  berthd                     {figures['daemon_pss_kib']:9.0f}   RSS {figures['daemon_rss_kib']:.0f} (bar: {DAEMON_BAR})")
    print(f"  Berth in all     {figures['berth_total_kib'] / SERVICES:9.0f} {figures['berth_total_kib']:9.0f}")
    print(f"  docker run       {figures['docker_run_pss_kib']:9.0f} {figures['docker_run_total_kib']:9.0f}   "
          f"RSS {figures['docker_run_rss_kib']:.0f} each")
    print(f"  docker run / Berth: {figures['ratio']:.1f}")  # fmt: skip
