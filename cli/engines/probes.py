"""Readiness by the engine's own protocol, with the standard library only.

The supervisor lives for months beside its children: it does not load a Kafka or Mongo client
to ask a question of twenty bytes.
"""

from __future__ import annotations

import http.client
import socket
import struct

from cli.ports import HOST
from cli.processes import NotReady

TIMEOUT = 2.0
# Metadata v1, correlation 1, client "wushe", no topics: lists the brokers that are in service.
_METADATA = struct.pack(">hhih5si", 3, 1, 1, 5, b"wushe", 0)
# OP_MSG with {ping: 1, $db: "admin"}.
_BSON_PING = b"\x10ping\x00\x01\x00\x00\x00" + b"\x02$db\x00\x06\x00\x00\x00admin\x00" + b"\x00"
_PING_BODY = struct.pack("<i", len(_BSON_PING) + 4) + _BSON_PING
_PING = struct.pack("<iiiiiB", 21 + len(_PING_BODY), 1, 0, 2013, 0, 0) + _PING_BODY
_MONGO_OK = b"\x01ok\x00" + struct.pack("<d", 1.0)


def kafka_ready(port: int, host: str = HOST) -> None:
    """Raises NotReady unless the broker answers and has joined its own cluster."""
    request = struct.pack(">i", len(_METADATA)) + _METADATA
    answer = _ask(host, port, request, ">i")
    brokers = struct.unpack_from(">i", answer, 4)[0] if len(answer) >= 8 else 0
    if brokers < 1:
        raise NotReady(f"{host}:{port}: no broker in the cluster yet")


def mongo_ready(port: int, host: str = HOST) -> None:
    """Raises NotReady unless the store answers a ping."""
    if _MONGO_OK not in _ask(host, port, _PING, "<i", counts_itself=True):
        raise NotReady(f"{host}:{port}: ping was not answered with ok")


def http_ready(port: int, path: str = "/readyz", host: str = HOST) -> None:
    """Raises NotReady unless GET answers 200; the reason is the body's first line."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read(2000)
    except (OSError, http.client.HTTPException) as error:
        raise NotReady(f"{host}:{port}{path}: {error}") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise NotReady(f"{host}:{port}{path}: {answer.status} {body.decode(errors='replace')}")


def _ask(host: str, port: int, request: bytes, size: str, counts_itself: bool = False) -> bytes:
    try:
        with socket.create_connection((host, port), TIMEOUT) as wire:
            wire.sendall(request)
            (length,) = struct.unpack(size, _read(wire, 4))
            return _read(wire, length - 4 if counts_itself else length)
    except OSError as error:
        raise NotReady(f"{host}:{port}: {error}") from error


def _read(wire: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        chunk = wire.recv(count - len(received))
        if not chunk:
            raise NotReady("connection closed in mid-answer")
        received += chunk
    return received
