"""Writing, checking and calling tools of one's own from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mmkg.app.cli import main

OWN = '''import time

from mmkg.tools.base import tool


@tool("custom")
def {name}(number: int) -> object:
    """Do something.

    Args:
        number: Any.

    >>> {name}(1)
    {gives}
    """
    print("noise")
    {does}
'''


def own(folder: Path, name: str, does: str, gives: str = "1") -> Path:
    file = folder / f"{name}.py"
    file.write_text(OWN.format(name=name, does=does, gives=gives))
    return file


def test_a_new_tool_passes_its_own_check_and_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tools", "new", "count_words", "--to", str(tmp_path)]) == 0
    file, test = capsys.readouterr().out.split()
    assert main(["tools", "check", file]) == 0
    assert capsys.readouterr().out == "count_words (custom): example right\n"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        capture_output=True,
        cwd=tmp_path,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert main(["tools", "new", "count_words", "--to", str(tmp_path)]) == 2
    assert main(["tools", "new", "class", "--to", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_an_example_that_does_not_hold_or_hangs_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = own(tmp_path, "gives_two", "return 2")
    stuck = own(tmp_path, "gives_none_soon", "time.sleep(3600)")
    asked = ["tools", "check", str(wrong), str(stuck), "--seconds", "0.2", "--json"]
    assert main(asked) == 1
    found = {trial["name"]: trial for trial in json.loads(capsys.readouterr().out)}
    assert found["gives_two"]["example"] == "wrong" and "Expected" in found["gives_two"]["why"]
    assert found["gives_none_soon"]["example"] == "hangs"


@pytest.mark.parametrize(
    ("name", "does", "said"),
    [
        ("sleeps", "time.sleep(0.6)", "tool sleeps: no answer in 0.2 s"),
        ("gives_a_set", "return {1, 2}", "tool gives_a_set: TypeError: Object of type set"),
        ("divides", "return number // 0", "tool divides: ZeroDivisionError"),
    ],
)
def test_a_tool_that_breaks_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, does: str, said: str
) -> None:
    asked = ["tools", "call", name, '{"number": 1}', "--tools", str(own(tmp_path, name, does))]
    assert main([*asked, "--seconds", "0.2"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and said in err


def test_what_a_tool_prints_is_kept_apart_from_its_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own(tmp_path, "counts_on", "return number + 1", gives="noise\n    2")
    assert main(["tools", "check", str(file)]) == 0
    capsys.readouterr()
    assert main(["tools", "call", "counts_on", '{"number": 1}', "--tools", str(file)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("2\n", "noise\n")
