"""Feeds the fuzzed tests inputs that coverage guides, with atheris (`pip install atheris`).

    python benchmarks/fuzz.py replies --seconds 300
    python benchmarks/fuzz.py latex
    python benchmarks/fuzz.py derivations

The functions are those of `tests/fuzzed`, which hypothesis turns bytes into arguments for. Stops at
the first failure with its traceback and the input in `crash-…`; else after the time given.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests" / "fuzzed" / "test_fuzzed.py"
TARGETS = {
    "replies": ("test_any_reply_becomes_a_message", ["mmkg.runtime"]),
    "latex": (
        "test_any_latex_is_a_formula_or_refused",
        ["mmkg.tools.parse", "mmkg.graph.expression", "mmkg.graph.expression_tree"],
    ),
    "derivations": ("test_any_derivation_has_a_value_or_is_refused", ["mmkg.graph"]),
}


def main() -> None:
    """Fuzz one target."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("target", choices=TARGETS)
    options.add_argument("--seconds", type=int, default=120)
    given = options.parse_args()
    try:
        import atheris
    except ImportError:
        raise SystemExit("atheris is not installed: pip install atheris (Linux, macOS)") from None
    name, watched = TARGETS[given.target]
    with atheris.instrument_imports(include=watched):
        spec = importlib.util.spec_from_file_location("fuzzed", TESTS)
        assert spec and spec.loader
        tests = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(tests)
    once = getattr(tests, name).hypothesis.fuzz_one_input
    atheris.Setup([sys.argv[0], f"-max_total_time={given.seconds}", "-max_len=4096"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
