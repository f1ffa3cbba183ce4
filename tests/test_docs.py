"""What docs/ tells to type is typed here: files are written, commands run, as a reader would."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WALKED = (
    "add-a-tool",
    "add-a-task",
    "add-a-check",
    "add-a-sampler",
    "read-a-trace",
    "point-it-at-your-model",
    "scale",
)
YOURS = "http://127.0.0.1:8000/v1"
INSTALLED = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
AS_INSTALLED = "add-a-check"  # typed to the installed program, which is loaded for each command


class Block(NamedTuple):
    language: str
    file: str
    text: str


def blocks(name: str) -> list[Block]:
    text = (DOCS / f"{name}.md").read_text("utf-8")
    found = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(*each) for each in found]


def obliging(server: Any) -> None:
    """Let a server word questions as they are and answer none, as a very modest model would."""

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return server.said("Hi")
        submit = request["tools"][0]["function"]["name"]
        if submit == "submit_choice":
            return server.called(submit, {"number": 1, "reason": "it is the first"})
        plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        if submit == "submit_question" and plain:
            return server.called(submit, {"question": f"Please tell: {plain[1]}"})
        return server.said("I cannot say.")

    server.answer_by(reply)


@pytest.fixture(scope="module")
def warm() -> Iterator[str]:
    """A search path whose `mmkg` is loaded once for all commands; see `warm_mmkg.py`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, ROOT / "tests" / "warm_mmkg.py", f"{folder}/socket", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
            assert served.stdout and served.stdout.readline() == "ready\n"
            yield f"{folder}{os.pathsep}{INSTALLED}"
            served.kill()


@pytest.mark.parametrize("name", WALKED)
def test_what_the_docs_tell_to_type_works(
    name: str, tmp_path: Path, scripted_endpoint: Any, warm: str
) -> None:
    obliging(scripted_endpoint)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    path = INSTALLED if name == AS_INSTALLED else warm
    served, run = scripted_endpoint.endpoint().model, 0
    for block in blocks(name):
        text = block.text.replace(YOURS, scripted_endpoint.url).replace("qwen3", served)
        if block.file:
            file = tmp_path / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        elif block.language == "sh":
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", text],
                cwd=tmp_path,
                env=os.environ | {"PATH": path, "PYTHONPATH": ""},
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
            run += 1
    assert run


def test_every_page_of_the_docs_is_walked_or_made() -> None:
    assert {page.stem for page in DOCS.glob("*.md")} >= {*WALKED, "commands"}


def test_the_reference_of_the_command_line_is_up_to_date() -> None:
    # In a process of its own: what other tests did with the commands would show in their help.
    made = subprocess.run(
        [sys.executable, "-m", "mmkg.app.reference"], capture_output=True, check=True
    )
    text = (DOCS / "commands.md").read_text("utf-8")
    assert text == made.stdout.decode(), (
        "make it anew: python -m mmkg.app.reference > docs/commands.md"
    )
