"""What the process that reads a document cannot do: reach a network, or start programs.

On Linux the kernel takes the network away, where it allows that: the process gets a network of its
own with nothing in it, as the superuser or in a user namespace of its own. Everywhere, Python's
audit hook refuses connections and programs; that binds Python code alone: C code that a document
has taken over would not ask it. Files stay within reach of both.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Mapping

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.",
           "urllib.", "ftplib.", "http.client", "smtplib.", "webbrowser.")  # fmt: skip
HARMLESS = ("socket.gethostname", "socket.__new__")
NEEDED = frozenset((
    "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME",
    "MMKG_FORMULA_OCR",
))  # fmt: skip
CALM = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def emptied(environment: Mapping[str, str]) -> dict[str, str]:
    """The few variables without which Python does not start; no key, token or proxy among them."""
    return {name: value for name, value in environment.items() if name in NEEDED} | CALM


def cut_off() -> bool:
    """Move this process and its children to an empty network; says whether the kernel did.

    In a user namespace the process must have one thread, and the superuser in it is none outside.
    """
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None).unshare
    return any(unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def refuse() -> None:
    """Let Python refuse connections and programs from now on; this cannot be undone."""
    sys.addaudithook(_refuse)


def die_with_parent() -> None:
    """Let the kernel end this process when the one that started it ends, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, _: object) -> None:
    if event.startswith(REFUSED) and event not in HARMLESS:
        raise PermissionError(f"a document's reader may not use {event}")
