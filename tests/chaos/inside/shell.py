"""Commands of the host, and what systemd and the engine say of it. (There is no json module in a host: jq reads JSON.)"""

import subprocess


def sh(command, limit=60):
    """(status, output) of a shell command; status 124 and no output if it took longer than its limit."""
    shell = ["timeout", "--kill-after=5", str(limit), "bash", "-c", command]
    done = subprocess.run(shell, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace").strip()


def must(command, limit=120):
    status, output = sh(command, limit)
    if status != 0:
        raise SystemExit(f"chaos: the host is not fit for a run: {command}\n{output}")
    return output


def units(names):
    """{name: {property: value}} of units."""
    wanted = "Id ActiveState SubState MainPID NRestarts StateChangeTimestampMonotonic"
    asked = " ".join(f"-p {word}" for word in wanted.split())
    _, text = sh(f"systemctl show {asked} {' '.join(names)}")
    found = {}
    for block in text.split("\n\n"):
        one = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if "Id" in one:
            found[one["Id"].removesuffix(".service")] = one
    return found


def main_pid(unit):
    return int(sh(f"systemctl show -p MainPID --value {unit}")[1] or 0)


def containers():
    """[(name, state, service of our label or "", id)] of every container; None if the engine does not say."""
    form = "{{.Names}}|{{.State}}|{{.Label \"org.berth.service\"}}|{{.ID}}"
    status, text = sh(f"docker ps --all --no-trunc --format '{form}'", 20)
    return [tuple(line.split("|")) for line in text.splitlines()] if status == 0 else None


def container_pids():
    """{container name: PID} of those that run."""
    ids = "$(docker ps --quiet --no-trunc)"
    _, text = sh(f"docker inspect --format '{{{{.Name}}}} {{{{.State.Pid}}}}' {ids}", 20)
    rows = [line.split() for line in text.splitlines() if line.startswith("/")]
    return {row[0][1:]: int(row[1]) for row in rows if len(row) == 2}
