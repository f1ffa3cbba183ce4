import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mmkg.tools.parse.confinement import emptied

TRY = """
import socket, subprocess, sys
from mmkg.tools.parse import confinement
print("alone" if {first} else "together")
try: socket.create_connection(("127.0.0.1", {port}), 2).close(); print("connected")
except OSError as error: print(type(error).__name__)
try: subprocess.run(["true"]); print("ran")
except OSError as error: print(type(error).__name__)
"""


def tried(first: str) -> list[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = TRY.format(first=first, port=server.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.stdout.split()


def test_a_reader_reaches_no_network_because_the_kernel_gives_it_none() -> None:
    free = tried("False")
    assert free == ["together", "connected", "ran"]
    where, came, _ = tried("confinement.cut_off()")
    if where == "together":
        pytest.skip("the kernel allows no namespaces here")
    assert came in ("OSError", "ConnectionRefusedError")  # its loopback interface is down


def test_without_the_kernels_help_python_refuses_connections_and_programs() -> None:
    assert tried("confinement.refuse()") == ["together", "PermissionError", "PermissionError"]


def test_a_readers_environment_holds_no_keys_proxies_or_names() -> None:
    given = {
        "PATH": "/bin",
        "HOME": "/root",
        "OPENAI_API_KEY": "sk",
        "https_proxy": "p",
        "USER": "u",
    }
    assert {"PATH", "HOME"} < set(emptied(given))
    assert not {"OPENAI_API_KEY", "https_proxy", "USER"} & set(emptied(given))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_readers_end_when_the_process_that_wants_them_is_killed(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("Words of a paragraph.\n\n" * 400_000)
    program = (
        "import sys; from pathlib import Path; from mmkg.tools.parse.corpus import read_corpus\n"
        "print('reading', flush=True)\n"
        "read_corpus([Path(sys.argv[1])], Path(sys.argv[1]) / '.cache')"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        readers: list[psutil.Process] = []
        while len(readers) < 2:  # the server and its child
            time.sleep(0.05)
            assert parent.poll() is None, "it was read before it could be killed"
            readers = psutil.Process(parent.pid).children(recursive=True)
        os.kill(parent.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(readers, timeout=5)
    assert not alive
