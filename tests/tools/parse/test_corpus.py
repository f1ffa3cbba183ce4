"""Folders of documents: found, read in children under limits, kept by content."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.corpus_cache import default_cache, kept_at
from mmkg.tools.parse.corpus_sources import find_sources
from mmkg.tools.parse.corpus_time import TimeLeft
from mmkg.tools.parse.reader import ReadLimits, hash_file

EXAMPLES = Path(__file__).parents[3] / "examples" / "corpus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good.md").write_text("# Title\n\nSome words of a document.\n")
    return folder


def test_documents_are_found_sorted_and_hidden_ones_passed_over(folder: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("sub/b.txt", ".hidden.md", "~$lock.docx", "README.md", "a.html", "data.xyz"):
        (folder / name).write_text("x")
    assert [p.relative_to(folder).as_posix() for p in find_sources([folder])] == [
        "a.html",
        "good.md",
        "sub/b.txt",
    ]
    assert find_sources([folder / "README.md"]) == [folder / "README.md"]


def test_a_folder_without_documents_and_a_wrong_path_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no documents found"):
        find_sources([tmp_path])
    with pytest.raises(InputError, match="no such file or folder"):
        find_sources([tmp_path / "nowhere"])


def test_unreadable_files_fail_by_themselves_and_the_corpus_goes_on(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "empty.pdf").touch()
    (folder / "words.pdf").write_text("no PDF at all")
    shutil.copy(EXAMPLES / "orbits.pdf", folder)
    steps: list[tuple[int, int, str]] = []
    corpus = read_corpus([folder], tmp_path / "cache", lambda *step: steps.append(step))
    assert [document.name for document in corpus.documents] == ["good.md", "orbits.pdf"]
    assert [failure.path.name for failure in corpus.failures] == ["empty.pdf", "words.pdf"]
    assert all(failure.reason.startswith(failure.path.name) for failure in corpus.failures)
    assert steps[-1][:2] == (4, 4)
    assert corpus.sources[corpus.documents[1].sha256] == folder / "orbits.pdf"


def test_a_second_reading_comes_from_the_cache_and_only_changed_files_are_read_again(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "other.txt").write_text("Other words.")
    first = read_corpus([folder], tmp_path / "cache")
    again = read_corpus([folder], tmp_path / "cache")
    assert (first.cached, again.cached) == (0, 2)
    assert again.documents == first.documents
    (folder / "other.txt").write_text("Changed words.")
    changed = read_corpus([folder], tmp_path / "cache")
    assert changed.cached == 1
    assert changed.documents[1].chunks[0].text == "Changed words."


def test_a_broken_cache_entry_is_read_again(folder: Path, tmp_path: Path) -> None:
    first = read_corpus([folder], tmp_path / "cache")
    (kept,) = (tmp_path / "cache").rglob("*.json")
    kept.write_text(kept.read_text()[:100])
    again = read_corpus([folder], tmp_path / "cache")
    assert again.cached == 0
    assert again.documents == first.documents


def test_what_a_killed_reading_left_in_the_cache_is_swept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Oaks")
    sha256, _ = hash_file(tmp_path / "a.md", ReadLimits())
    kept = kept_at(tmp_path / "cache", tmp_path / "a.md", sha256)
    (kept.parent / ".reading-old").mkdir(parents=True)
    assert read_corpus([tmp_path / "a.md"], tmp_path / "cache").documents
    assert [file.name for file in kept.parent.iterdir() if file.name != ".lock"] == [kept.name]


def test_the_same_content_twice_is_read_once(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "good.md", folder / "zz-copy.md")
    corpus = read_corpus([folder], tmp_path / "cache")
    assert len(corpus.documents) == 1
    assert [path.name for path in corpus.duplicates] == ["zz-copy.md"]


def test_a_renamed_file_comes_from_the_cache_under_its_new_name(
    folder: Path, tmp_path: Path
) -> None:
    read_corpus([folder], tmp_path / "cache")
    (folder / "good.md").rename(folder / "better.md")
    corpus = read_corpus([folder], tmp_path / "cache")
    assert (corpus.cached, corpus.documents[0].name) == (1, "better.md")


def heavy_pdf(path: Path, paths: int) -> Path:
    """A PDF whose one page draws very many lines: slow and large to read."""
    pdf = pymupdf.open()
    page = pdf.new_page(width=600, height=800)
    page.insert_text((50, 50), "A page with a heavy drawing")
    pdf.update_stream(
        page.get_contents()[0],
        page.read_contents()
        + b"".join(
            b"%d %d m %d %d l S\n" % (n % 599, n % 799, n % 97, n % 89) for n in range(paths)
        ),
    )
    pdf.save(path, deflate=True)
    pdf.close()
    return path


def test_a_file_that_takes_too_long_is_stopped_and_the_others_are_read(
    folder: Path, tmp_path: Path
) -> None:
    heavy_pdf(folder / "slow.pdf", 300_000)
    corpus = read_corpus([folder], tmp_path / "cache", limits=ReadLimits(seconds=2))
    assert [failure.reason for failure in corpus.failures] == [
        "slow.pdf: reading it took too long and was stopped"
    ]
    assert [document.name for document in corpus.documents] == ["good.md"]
    assert not list((tmp_path / "cache").rglob(".reading-*"))


def test_a_file_that_needs_too_much_memory_is_stopped(folder: Path, tmp_path: Path) -> None:
    (folder / "large.txt").write_text("Words of a paragraph.\n\n" * 2_000_000)
    corpus = read_corpus([folder], tmp_path / "cache", limits=ReadLimits(memory=700 << 20))
    assert [failure.reason for failure in corpus.failures] == [
        "large.txt: reading it needs more than 0.7 GiB of memory"
    ]
    assert len(corpus.documents) == 1


def test_the_cache_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMKG_CACHE", "/tmp/somewhere")
    assert default_cache() == Path("/tmp/somewhere/parsed")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_cache_that_cannot_be_written_is_a_clear_line(folder: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    corpus = read_corpus([folder], locked / "cache")
    assert "cannot be used" in corpus.failures[0].reason


def test_what_an_earlier_session_left_in_the_folder_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Notes.")
    session = tmp_path / "runs" / "first"
    session.mkdir(parents=True)
    for name in ("ledger.sqlite", "manifest.json", "samples.jsonl"):
        (session / name).write_text("{}")
    assert find_sources([tmp_path]) == [tmp_path / "notes.txt"]


def test_the_time_left_is_judged_by_bytes_and_files_from_the_cache_do_not_count() -> None:
    names = [Path(name) for name in "abc"]
    now = [100.0]
    left = TimeLeft(dict(zip(names, (1000, 500, 3000), strict=True)), lambda: now[0])
    left.done(names[0], cached=True)
    assert (left.seconds, str(left)) == (None, "")
    now[0] = 120.0
    left.done(names[1], cached=False)
    assert (left.seconds, str(left)) == (120.0, ", about 2 min left")
    left.done(names[2], cached=False)
    assert left.seconds is None


def test_a_tiny_first_file_says_nothing_about_how_long_a_large_one_takes() -> None:
    small, middle, large = (Path(name) for name in ("small", "middle", "large"))
    now = [0.0]
    left = TimeLeft({small: 2_000, middle: 4_000_000, large: 16_000_000}, lambda: now[0])
    now[0] = 3.0
    left.done(small, cached=False)
    assert (left.seconds, str(left)) == (None, "")
    now[0] = 60.0
    left.done(middle, cached=False)
    assert str(left) == ", about 4 min left"


def test_processes_that_share_a_cache_read_each_document_once(tmp_path: Path) -> None:
    documents = tmp_path / "documents"  # or the slower one would find what the other keeps
    documents.mkdir()
    for number in range(6):
        (documents / f"{number}.md").write_text(f"# Title {number}\n\nSome words.\n")
    program = (
        "import sys; from pathlib import Path; from mmkg.tools.parse.corpus import read_corpus;"
        "found = read_corpus([Path(sys.argv[1])], Path(sys.argv[2]));"
        "print(len(found.documents), found.cached)"
    )
    command = [sys.executable, "-c", program, str(documents), str(tmp_path / "cache")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=120)[0].split() for process in both]
    assert [found for found, _ in told] == ["6", "6"]
    assert sum(int(cached) for _, cached in told) == 6
