"""What the command line and a settings file come to together."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmkg.app.choices import Choices, check_folder, settle
from mmkg.runtime.errors import UsageError


def test_without_a_word_about_models_the_embedded_one_is_used():
    default = settle(Choices()).roster.default
    assert default is not None and default.embedded


def test_offline_uses_no_model_whatever_the_settings_say(tmp_path: Path):
    file = tmp_path / "s.toml"
    file.write_text('[roster]\ndefault = "http://127.0.0.1:1/v1#m"\n')
    assert settle(Choices(settings=file, offline=True)).roster.endpoints() == []


def test_a_roster_in_the_settings_is_kept(tmp_path: Path):
    file = tmp_path / "s.toml"
    file.write_text('seed = 9\n[roster.roles]\nwriter = "http://127.0.0.1:1/v1#m"\n')
    settings = settle(Choices(settings=file, accept=3))
    assert settings.roster.default is None and list(settings.roster.roles) == ["writer"]
    assert (settings.seed, settings.limits.accept) == (9, 3)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Choices(offline=True, model="embedded"), "exclude each other"),
        (Choices(offline=True, task=("single_tabel",)), "did you mean single_table"),
        (Choices(offline=True, accept=-1), "--accept"),
        (Choices(model="http://127.0.0.1:1/v1"), "URL#MODEL"),
        (Choices(settings=Path("/nowhere.toml")), "/nowhere.toml"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(choices: Choices, said: str):
    with pytest.raises(UsageError) as refused:
        settle(choices)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_with_a_session_is_refused_and_resume_named(tmp_path: Path):
    (tmp_path / "ledger.sqlite").touch()
    with pytest.raises(UsageError, match="mmkg resume"):
        check_folder(tmp_path)


def test_a_folder_with_other_files_is_refused(tmp_path: Path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UsageError, match="not empty"):
        check_folder(tmp_path)
