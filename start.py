"""Everything in one command, in a fresh clone, with Python 3.11 or newer and nothing else.

    python3 start.py             make samples from examples/corpus with the embedded model
    python3 start.py --offline   the same without any model; options go on to `mmkg run`
    python3 start.py test        run all checks and tests

It makes an environment of its own (`.venv`), installs exactly what the lock files say, checked by
hash, and is quick from the second time on. It uses only the standard library.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NEWEST_TOO_OLD = (3, 10)
MODELS_OF_TESTS = ("smollm2-135m",)
# Tests wait for child processes much of the time; whole sessions come first, small files last.
SIDE_BY_SIDE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
NO_NETWORK = ("NewConnectionError", "NameResolution", "Max retries", "Network is unreachable")
# Run inside an environment: is all that a lock file names installed, in these versions?
FITS = """
import re, sys
from importlib.metadata import PackageNotFoundError, version
from packaging.markers import Marker
for line in open(sys.argv[1], encoding="utf-8"):
    match = re.match(r"([\\w.-]+)==([^ ;]+)(?: ; (.*?))? *\\\\$", line.rstrip())
    if match and (not match[3] or Marker(match[3]).evaluate()):
        if version(match[1]) != match[2]:
            sys.exit(1)
version("mmkg")
import mmkg.app
if not str(list(mmkg.app.__path__)[0]).startswith(sys.argv[2]):
    sys.exit(1)
"""


def main(arguments):
    """Do what was asked; returns the exit code."""
    check_python()
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if arguments[:1] == ["test"]:
        return run_tests(environment("requirements-dev.lock"))
    return run_example(environment("requirements.lock"), arguments)


def run_example(python, options):
    """The README's main command."""
    out = fresh_folder(ROOT / "runs" / "first")
    command = [python, "-m", "mmkg.app", "run", near(ROOT / "examples" / "corpus")]
    return subprocess.call([*command, "--accept", "6", "--out", near(out), *options])


def run_tests(python):
    """The README's test command; goes on after a failure, so that all are seen at once."""
    tools = Path(python).parent
    parts = {
        "ruff check": [tools / "ruff", "check", "."],
        "ruff format": [tools / "ruff", "format", "--check", "."],
        "mypy": [tools / "mypy"],
        "lint-imports": [tools / "lint-imports"],
        "pytest": [tools / "pytest", "-q", "-m", "not model", *SIDE_BY_SIDE],
    }
    failed = [name for name, command in parts.items() if not passes(name, command)]
    if not run_model_tests(python, tools):
        failed.append("pytest -m model")
    say("failed: " + ", ".join(failed) if failed else "all checks and tests passed")
    return 1 if failed else 0


def run_model_tests(python, tools):
    """The part that needs weights; skipped, with a word, where they cannot be had."""
    for name in MODELS_OF_TESTS:
        if subprocess.call([python, "-m", "mmkg.app", "model", "fetch", name], cwd=ROOT) != 0:
            say("tests with the embedded model SKIPPED: its weights are not here, see above")
            return True
    return passes("pytest -m model", [tools / "pytest", "-q", "-m", "model"])


def passes(name, command):
    """Run one check at the root of the repository."""
    say(name)
    return subprocess.call([str(part) for part in command], cwd=str(ROOT)) == 0


# -- the environment --------------------------------------------------------------------------


def environment(lock_name):
    """Python of an environment in which everything of a lock file is installed."""
    lock = ROOT / lock_name
    content = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    state = hashlib.sha256(content).hexdigest()
    folder = choose_folder(lock)
    python, stamp = python_of(folder), folder / ("start-" + lock_name + ".stamp")
    if stamp.is_file() and stamp.read_text() == state and python.is_file():
        return str(python)
    if not fits(python, lock):
        make_environment(folder, python, lock)
    stamp.write_text(state)
    return str(python)


def choose_folder(lock):
    """`.venv`, unless it is a developer's own that does not fit: that one is left alone."""
    usual = ROOT / ".venv"
    if not usual.exists() or list(usual.glob("start-*.stamp")) or fits(python_of(usual), lock):
        return usual
    say(".venv was made by someone else and holds other versions; it is left as it is")
    return ROOT / "build" / "venv"


def fits(python, lock):
    """Whether an environment already holds what a lock file names, and this very project."""
    if not python.is_file():
        return False
    asked = [str(python), "-c", FITS, str(lock), str(ROOT)]
    quiet = subprocess.DEVNULL
    return subprocess.call(asked, stdout=quiet, stderr=quiet, cwd=str(ROOT)) == 0


def make_environment(folder, python, lock):
    """Make or update an environment."""
    if not python.is_file():
        say("making an environment in " + near(folder))
        try:
            import ensurepip  # noqa: F401  (Debian and Ubuntu leave it out)
            import venv
        except ImportError:
            stop("Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv")
        venv.create(folder, with_pip=True, clear=folder.exists())
    count = sum(line[0].isalnum() for line in lock.read_text("utf-8").splitlines())
    say(f"installing up to {count} packages, checked by hash; some minutes, once")
    pip(python, count, "--require-hashes", "--requirement", str(lock))
    pip(python, 0, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def pip(python, count, *options):
    """Run `pip install`, showing how far it is; its whole output is kept in a log."""
    log_file = ROOT / "build" / "install.log"
    log_file.parent.mkdir(exist_ok=True)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *options]
    begun, shown = 0, sys.stderr.isatty()
    with log_file.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in process.stdout:
            log.write(line)
            if count and line.startswith("Collecting "):
                begun += 1
                if shown:
                    name = line.split()[1].split("==")[0]
                    print(f"\r  {begun}/{count} {name:<40.40}", end="", file=sys.stderr)
        if shown and begun:
            print("\r{:<60}\r".format(""), end="", file=sys.stderr, flush=True)
    if process.wait() != 0:
        explain(log_file)


def explain(log_file):
    """Say in one line why pip failed."""
    text = log_file.read_text("utf-8")
    errors = [line for line in text.splitlines() if line.startswith("ERROR")]
    why = errors[-1] if errors else "pip failed"
    if any(sign in text for sign in NO_NETWORK):
        why = "the package registry cannot be reached: check the network and run this again"
    elif "No matching distribution" in text or "Could not find a version" in text:
        why += " (this platform may have no such package)"
    stop(f"installing failed: {why}\nAll that pip said is in {near(log_file)}")


# -- small things -----------------------------------------------------------------------------


def check_python():
    """End with a plain message on Windows, and where Python is too old."""
    if os.name == "nt":
        stop("Windows is not supported yet; use WSL (`wsl --install`), where all works as on Linux")
    if sys.version_info[:2] <= NEWEST_TOO_OLD:
        here = "{}.{}".format(*sys.version_info[:2])
        newer = [shutil.which(f"python3.{minor}") for minor in (14, 13, 12, 11)]
        hint = f"; try: {next(filter(None, newer))} start.py" if any(newer) else ""
        stop(f"mmkg needs Python 3.11 or newer, this is {here}{hint}")


def python_of(folder):
    """The interpreter of an environment."""
    windows = os.name == "nt"
    return folder / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")


def fresh_folder(folder):
    """The folder, or the first numbered one beside it that does not exist."""
    number, candidate = 1, folder
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate


def near(path):
    """A path as seen from where the user is."""
    try:
        return os.path.relpath(str(path))
    except ValueError:  # another drive, on Windows
        return str(path)


def say(text):
    """Tell how far things are."""
    print("== " + text, flush=True)


def stop(text):
    """End with a message."""
    sys.exit("start.py: " + text)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        sys.exit(f"start.py: {problem}")
