import subprocess
import sys
from pathlib import Path

import pytest

from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Endpoint, Roster, Settings, load_settings


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mmkg.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_gives_an_offline_session_with_defaults() -> None:
    settings = load_settings(None)
    assert settings.roster.endpoint("writer") is None
    assert settings.limits.accept == 20


def test_roles_may_be_given_as_tables_or_as_short_texts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        seed = 7
        [limits]
        accept = 5
        max_cost = 1.5
        [roster]
        default = "http://127.0.0.1:8000/v1#small"
        [roster.roles.verifier]
        url = "https://example.org/v1/"
        model = "big"
        key_env = "BIG_KEY"
        price_in = 2.0
        extra = { top_p = 0.9 }
        """,
    )
    settings = load_settings(path)
    writer, verifier = settings.roster.endpoint("writer"), settings.roster.endpoint("verifier")
    assert writer is not None and (writer.url, writer.model) == (
        "http://127.0.0.1:8000/v1",
        "small",
    )
    assert verifier is not None and verifier.url == "https://example.org/v1"
    assert verifier.cost(1_000_000, 0) == 2.0
    assert [endpoint.name for endpoint in settings.roster.endpoints()] == ["small", "big"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seeds = 1", "seeds: no such setting"),
        ("[limits]\naccept = -1", "limits.accept: "),
        ('[roster]\ndefault = "http://x/v1"', "roster.default: wanted URL#MODEL"),
        ('[roster]\ndefault = "ftp://x#m"', "is not an http(s) address"),
        ('[roster]\ndefault = "http://me:pw@x/v1#m"', "a key does not belong into the URL"),
        ('[roster.roles]\npainter = "http://x/v1#m"', "roster.roles.painter"),
        ("[tasks]\nentity = 0", "the share of entity must be above 0"),
        ("seed = ", "not valid TOML"),
    ],
)
def test_a_mistake_is_one_line_with_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    line = str(caught.value)
    assert line.startswith(str(path)) and key in line and "\n" not in line


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.toml: cannot be read"):
        load_settings(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("text", "model", "served"),
    [
        ("embedded", "qwen2.5-coder-1.5b", "qwen2.5-coder-1.5b"),
        ("embedded:smollm2-135m", "smollm2-135m", "smollm2-135m"),
        ("embedded:/data/own.gguf", "own", "/data/own.gguf"),
        ("http://host:8000/v1#org/name", "org/name", None),
    ],
)
def test_endpoint_forms(text: str, model: str, served: str | None) -> None:
    endpoint = Endpoint.parse(text)
    assert endpoint.model == model
    assert endpoint.embedded == served
    assert endpoint.schema_tools is (served is not None)


def test_a_bad_model_option_says_what_is_wanted() -> None:
    with pytest.raises(UsageError, match="--model nonsense: wanted URL#MODEL"):
        Endpoint.parse("nonsense")


def test_the_fingerprint_changes_with_any_setting_and_holds_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Settings(roster=Roster(default=Endpoint.parse("http://h/v1#m")))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert first.fingerprint() == first.model_copy().fingerprint()
    assert first.fingerprint() != first.model_copy(update={"seed": 2}).fingerprint()
    assert "sk-very-secret" not in first.model_dump_json()


def test_importing_settings_brings_in_no_heavy_library() -> None:
    code = (
        "import sys, mmkg.runtime.settings, mmkg.runtime.ledger, mmkg.runtime.weights,"
        " mmkg.runtime.trace, mmkg.runtime.limits, mmkg.runtime.embedded\n"
        "print([m for m in ('openai','langchain_core','xllamacpp','httpx2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
