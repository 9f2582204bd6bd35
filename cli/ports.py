"""Loopback ports: free ones, and who holds a taken one."""

from __future__ import annotations

import os
import random
import socket
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
LISTEN = "0A"  # the kernel's code for LISTEN in /proc/net/tcp


@dataclass(frozen=True)
class Holder:
    pid: int
    name: str


def free_port(host: str = HOST) -> int:
    """A free port below the kernel's ephemeral range.

    Inside it, a client that keeps dialling a dead server's port can be given that very port as
    its own end, connects to itself, and the server can never bind again.
    """
    for port in random.SystemRandom().sample(range(10_000, _ephemeral_from()), 200):
        if is_free(port, host):
            return port
    raise OSError("no free port on loopback")


def _ephemeral_from() -> int:
    try:
        low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except (OSError, ValueError):
        return 32768
    return low if low > 11_000 else 32768


def is_free(port: int, host: str = HOST) -> bool:
    """True when a server could bind it now (a socket in TIME_WAIT does not count)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def holder(port: int) -> Holder | None:
    """The process listening on the port, when /proc lets us see it."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _owns(entry, inodes):
            return Holder(int(entry.name), _name(entry))
    return None


def _listening_inodes(port: int) -> set[str]:
    found: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in (line.split() for line in lines):
            if fields[3] == LISTEN and int(fields[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def _owns(entry: Path, inodes: set[str]) -> bool:
    try:
        return any(os.readlink(fd) in inodes for fd in (entry / "fd").iterdir())  # noqa: PTH115
    except OSError:
        return False


def _name(entry: Path) -> str:
    try:
        return (entry / "comm").read_text().strip()
    except OSError:
        return "?"
