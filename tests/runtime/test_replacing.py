"""What is replaced is there whole, before or after, never in part."""

from pathlib import Path

import pytest

from mmkg.runtime.replacing import replacing


def test_a_file_is_replaced_once_it_is_whole(tmp_path: Path) -> None:
    to = tmp_path / "new" / "file.txt"
    for text in ("first", "second"):
        with replacing(to) as draft:
            draft.write_text(text)
            assert not to.exists() or to.read_text() == "first"
        assert to.read_text() == text
    assert list(to.parent.iterdir()) == [to]


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    to = tmp_path / "file.txt"
    to.write_text("before")
    with pytest.raises(OSError, match="full"), replacing(to) as draft:
        draft.write_text("half of")
        raise OSError("disk full")
    assert to.read_text() == "before" and list(tmp_path.iterdir()) == [to]


def test_a_folder_takes_the_place_of_one_and_drops_what_a_killed_run_left(tmp_path: Path) -> None:
    to, left = tmp_path / "folder", tmp_path / "folder.partial"
    for folder in (to, left):
        folder.mkdir()
        (folder / "old").touch()
    with replacing(to) as draft:
        draft.mkdir()
        (draft / "new").touch()
    assert [path.name for path in to.iterdir()] == ["new"] and not left.exists()
