"""The house: packages, links and imports are what pyproject and DESIGN say."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("agents", "app", "dataset", "graph", "prompts", "runtime", "tools")


def test_each_folder_of_code_is_in_the_package_list_and_nothing_else():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {
        "mmkg." + ".".join(init.parent.relative_to(ROOT).parts)
        for room in ROOMS
        for init in (ROOT / room).rglob("__init__.py")
    }
    assert folders == set(listed)


def test_each_room_is_linked_for_type_checkers():
    for room in ROOMS:
        assert (ROOT / "typings" / "mmkg" / room).resolve() == ROOT / room


def test_no_python_file_lies_in_a_folder_that_would_not_be_installed():
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            assert (file.parent / "__init__.py").is_file(), file


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from mmkg.app.cli import main; main(['--help']); main(['run', '--help']);"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    heavy = {"pydantic", "langgraph", "langchain_core", "openai", "sympy", "pymupdf", "numpy"}
    assert not loaded & (heavy | {"cv2", "camelot", "networkx", "pint", "rich", "jinja2"})


def test_a_session_loads_no_library_before_a_document_or_a_model_asks_for_it():
    code = "import sys, mmkg.agents.session; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "mmkg.tools.parse.reader" in loaded
    readers = {"docx", "pptx", "openpyxl", "bs4", "rdflib", "pylatexenc", "camelot", "rapidocr"}
    assert not loaded & (readers | {"openai", "sympy", "pint", "networkx", "pyarrow", "xllamacpp"})


def test_the_status_of_a_session_is_told_without_the_libraries_that_make_one():
    code = "import sys, mmkg.app.standing; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pydantic" in loaded
    assert not loaded & {"numpy", "sympy", "langchain_core", "langgraph", "pymupdf", "openai"}


def test_locks_name_no_host_and_no_path_and_hash_everything():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        assert not [line for line in lines if "://" in line or line.startswith(("-", "/"))]
        starts = [at for at, line in enumerate(lines) if line[0].isalnum()]
        assert all(lines[at].endswith("\\") and "--hash=sha256:" in lines[at + 1] for at in starts)


def test_documents_for_readers_stay_short():
    assert len((ROOT / "AGENTS.md").read_text().splitlines()) <= 60
