"""What a broken run leaves behind, for whoever looks for the reason."""

import os

from shell import sh

# What is shown at once.
JOURNAL_LINES = 25
FILES = {
    "journal.txt": "journalctl --boot --no-pager -o short-precise",
    "containers.txt": "docker ps --all --no-trunc; docker inspect $(docker ps --all --quiet)",
    "units.txt": "systemctl list-jobs; systemctl list-units --all --no-pager; systemctl status --no-pager --lines=30 '*-[0-9].service'",
    "berthctl.txt": "timeout 10 berthctl list; timeout 10 berthctl status; timeout 10 berthctl list --json",
    "stacks.txt": "for pid in $(pidof berthd); do cat /proc/$pid/status; ls -l /proc/$pid/fd; done",
    "counts.txt": "cd /run/chaos/count; for file in */*; do echo $file $(od -An -tu8 $file); done",
}


def of_round(services, broken, begun):
    """What the journal has of the services that `broken` names, and of who supervises them, since then."""
    names = [one.name for one in services if any(text.startswith(one.name) for text in broken)]
    units = " ".join(f"--unit {name}.service" for name in [*names, "berth", "docker", "containerd"])
    wanted = f"journalctl --no-pager -o short-precise --since @{begun:.0f} {units} --grep '{'|'.join([*names, 'berth'])}'"
    lines = [line for line in sh(wanted)[1].splitlines() if "LINE " not in line]
    return [f"  {line[7:250]}" for line in lines[-JOURNAL_LINES:]]


def gather(folder, texts):
    os.makedirs(folder, exist_ok=True)
    for name, text in texts.items():
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
    for name, command in FILES.items():
        sh(f"({command}) >{folder}/{name} 2>&1", 60)
    sh(f"cp -r /var/lib/berth {folder}/state; cp -r /root/var/log {folder}/log; cp -r /etc/berth/services {folder}")
