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
