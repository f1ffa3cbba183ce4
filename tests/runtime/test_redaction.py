"""Secrets are taken out of whatever is written."""

import pytest

from mmkg.runtime.redaction import REDACTED, Redactor
from mmkg.runtime.settings import Endpoint


def test_keys_of_stand_ins_are_taken_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_HOST", "a-first-secret")
    monkeypatch.setenv("SECOND_HOST", "another-secret")
    first, second = (
        Endpoint.model_validate({"url": f"http://{name}/v1", "model": "m", "key_env": variable})
        for name, variable in (("a", "FIRST_HOST"), ("b", "SECOND_HOST"))
    )
    redact = Redactor.of([Endpoint.model_validate([first, second])])
    said = redact("with a-first-secret, then with another-secret")
    assert said == f"with {REDACTED}, then with {REDACTED}"


@pytest.mark.parametrize(
    "key",
    [
        "sk-abcdefghij0123456789",
        "github_pat_11ABCDEFG0123456789",
        "nvapi-0123456789abcdefghij",
        "AKIAABCDEFGHIJKLMNOP",
        "AIzaSyA0123456789abcdefghijklmnopqrstuv",
        "Bearer abcdefghijkl",
    ],
)
def test_what_looks_like_a_key_is_taken_out(key: str) -> None:
    said = Redactor()(f"s00001-0729a7893f756cd6 said {key}, so there")
    assert REDACTED in said
    assert key not in said
    assert "s00001-0729a7893f756cd6" in said
