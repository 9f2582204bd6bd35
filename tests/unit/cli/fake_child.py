"""A child to supervise: answers /readyz, and misbehaves as told.

    python fake_child.py PORT [exit=CODE] [once=FILE] [unready=FILE] [stubborn]

`exit` ends at once with that code; with `once` only while FILE does not exist (it makes it);
/readyz says 503 while `unready` exists; `stubborn` ignores SIGTERM.
"""

from __future__ import annotations

import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

given = dict(word.partition("=")[::2] for word in sys.argv[2:])


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        unready = "unready" in given and Path(given["unready"]).exists()
        self.send_response(503 if unready else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def end_now() -> bool:
    if "exit" not in given:
        return False
    if "once" not in given:
        return True
    first = not Path(given["once"]).exists()
    Path(given["once"]).touch()
    return first


print("the child speaks", flush=True)
if end_now():
    print("something is missing", flush=True)
    sys.exit(int(given["exit"]))
signal.signal(signal.SIGTERM, signal.SIG_IGN if "stubborn" in given else signal.SIG_DFL)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
