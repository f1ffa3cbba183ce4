"""`mmkg` for tests that type many commands: each runs in a fork of a process that has it loaded.

    python warm_mmkg.py SOCKET FOLDER

puts a program `mmkg` into FOLDER and serves it at SOCKET. It runs each command with the arguments,
folder, environment and streams of whoever typed it, and ends with the command's exit code.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

CALLER = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as served:
    served.connect({address!r})
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(served, [len(asked).to_bytes(8)], [0, 1, 2])
    served.sendall(asked)
    sys.exit(int(served.recv(16) or 70))
"""
LOADED = (
    "mmkg.agents.session",
    "mmkg.app.working",
    "mmkg.dataset.reverify",
    "openai",
    "sympy",
    "pint",
)


def serve(address: str, folder: Path) -> NoReturn:
    """Take commands until killed."""
    for name in LOADED:
        importlib.import_module(name)
    caller = folder / "mmkg"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        caller.write_text(CALLER.format(python=sys.executable, address=address))
        caller.chmod(0o755)
        print("ready", flush=True)
        while True:
            asker, _ = server.accept()
            length, streams, _, _ = socket.recv_fds(asker, 8, 3)
            asked = json.loads(asker.makefile("rb").read(int.from_bytes(length)))
            if not (child := os.fork()):
                sys.exit(run(*asked, streams))
            for stream in streams:
                os.close(stream)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            asker.sendall(str(code if code >= 0 else 128 - code).encode())
            asker.close()


def run(arguments: list[str], here: str, environment: dict[str, str], streams: list[int]) -> int:
    """One command, in a process of its own."""
    for at, stream in enumerate(streams):
        os.dup2(stream, at)
    os.chdir(here)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["mmkg", *arguments]
    from mmkg.app.cli import main

    return main()


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
