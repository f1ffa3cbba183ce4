from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Document
from mmkg.runtime.errors import UsageError
from mmkg.tools.parse.confinement import emptied
from mmkg.tools.parse.formula_ocr import CHOICE
from mmkg.tools.parse.reader import parser_version, read_document

WORDS = "Measured spans and their depths are given for each cable, as they were read in May."
PLUG_IN = """
import struct

def read(png):
    width, height = struct.unpack(">II", png[16:24])
    return f"w = {width} / {height}"

def broken(png):
    raise ZeroDivisionError("no weights")
"""


def unreadable_formula(folder: Path) -> Document:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for y in (100, 114, 180, 194, 208):
            page.insert_text((72, y), WORDS, fontname="tiro", fontsize=11)
        page.insert_text((72, 128), "The sag ratio is", fontname="tiro", fontsize=11)
        page.insert_text((421, 147), "(2)", fontname="tiro", fontsize=11)
        page.insert_text((250, 147), "n = (f + L", fontname="tiit", fontsize=11)
        pdf.save(folder / "a.pdf")
    return read_document(folder / "a.pdf")


def install(folder: Path, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "seer.py").write_text(PLUG_IN)
    about = folder / "seer-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: seer\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text(f"[mmkg.formula_ocr]\nseer = seer:{function}\n")
    monkeypatch.syspath_prepend(folder)


def test_what_a_plug_in_sees_is_kept_but_never_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone,) = unreadable_formula(tmp_path).formulas
    without = parser_version("pdf")
    install(tmp_path, "read", monkeypatch)
    (seen,) = unreadable_formula(tmp_path).formulas
    assert (alone.status, alone.latex) == ("image_only", "")
    assert seen.latex.startswith("w = ")
    assert (seen.status, seen.expression, seen.method) == ("latex_only", None, "formula ocr")
    assert "unconfirmed" in seen.fault
    assert parser_version("pdf") == f"{without}-seer-1.2"


def test_a_plug_in_that_fails_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "broken", monkeypatch)
    document = unreadable_formula(tmp_path)
    assert document.formulas[0].status == "image_only"
    assert [w for w in document.warnings if "plug-in seer failed" in w and "no weights" in w]


def test_a_plug_in_is_switched_off_and_chosen_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = parser_version("pdf")
    install(tmp_path, "read", monkeypatch)
    monkeypatch.setenv(CHOICE, "off")
    assert unreadable_formula(tmp_path).formulas[0].status == "image_only"
    assert parser_version("pdf") == without
    monkeypatch.setenv(CHOICE, "seer")
    assert parser_version("pdf") == f"{without}-seer-1.2"
    assert emptied({CHOICE: "seer", "KEY": "secret"})[CHOICE] == "seer"  # where documents are read
    monkeypatch.setenv(CHOICE, "other")
    with pytest.raises(UsageError, match="MMKG_FORMULA_OCR=other: no such plug-in .*seer, off"):
        parser_version("pdf")
