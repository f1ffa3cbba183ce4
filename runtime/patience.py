"""Which failures of an endpoint are worth another try, when, and what to say when none is left."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal

from mmkg.runtime.errors import EndpointFault
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Endpoint

Remedy = Literal["again", "pause", "leave", "stop"]
_CHANCE = random.SystemRandom()  # apart from the seeded chance that draws samples


class UnusableReply(ValueError):
    """The server answered, but not with something that can be used."""


class CutOff(ValueError):
    """The reply ended for want of tokens before it said anything."""


class Refusal(ValueError):
    """The model, or a filter before it, refuses to answer."""


@dataclass(frozen=True)
class Patience:
    """How long to go on trying one call, and one endpoint.

    Attributes:
        tries: Tries of one call in all, not counting those that met a limit of rate.
        first_s: Seconds before the second try; doubled for each further one, and jittered.
        most_s: Most seconds before a try, also when the server asks for more.
        outages: Calls in a row without an answer after which an endpoint is paused.
        outage_s: Seconds without service after which it is given up.
    """

    tries: int = 6
    first_s: float = 0.5
    most_s: float = 30.0
    outages: int = 5
    outage_s: float = 600.0

    def wait(self, tried: int, after: float | None) -> float:
        """Seconds to wait after so many tries, `after` being what the server asked for."""
        own = min(self.most_s, self.first_s * 2.0 ** (tried - 1)) * _CHANCE.uniform(0.5, 1.0)
        return max(own, min(after or 0.0, self.most_s))


@dataclass(frozen=True)
class Fault:
    """A failed try.

    Attributes:
        kind: What went wrong, for code.
        story: The same in words that follow the endpoint's name.
        remedy: `again`: this call may succeed yet; `pause`: so it may, but the endpoint may be
            out of service; `leave`: it will serve no call; `stop`: it refuses this one.
        after: Seconds to wait, as the server asked.
    """

    kind: EndpointFault
    story: str
    remedy: Remedy
    after: float | None = None

    def line(self, endpoint: Endpoint, tried: int = 1) -> str:
        """The fault in one line, without keys."""
        given_up = f" (gave up after {tried} tries)" if tried > 1 else ""
        line = f"{endpoint.url} (model {endpoint.model}) {self.story}{given_up}"
        return Redactor([endpoint.key_env])(line)


def diagnose(error: Exception, endpoint: Endpoint) -> Fault | None:
    """What went wrong with a try; None when it is no failure of the endpoint but a bug of ours."""
    import httpx2
    import openai

    match error:
        case openai.APITimeoutError() | TimeoutError() | httpx2.TimeoutException():
            return Fault("timeout", f"no answer within {endpoint.timeout_s:g} s", "pause")
        case openai.APIStatusError():
            return _by_status(error.status_code, _said(error), error.response.headers, endpoint)
        case openai.APIConnectionError() | httpx2.TransportError():
            cause = str(error.__cause__ or error) or type(error).__name__
            return Fault("unreachable", f"cannot be reached ({cause}): is it running?", "pause")
        case json.JSONDecodeError() | openai.APIResponseValidationError() | UnicodeDecodeError():
            return Fault("bad_reply", "answers with something that is not JSON", "again")
        case UnusableReply():
            return Fault("bad_reply", str(error), "again")
        case CutOff():
            return Fault("bad_reply", str(error), "stop")
        case Refusal():
            return Fault("refused", f"refuses to answer: {error}", "stop")
    return None


def _by_status(status: int, said: str, headers: Mapping[str, str], endpoint: Endpoint) -> Fault:
    after = _retry_after(headers.get("retry-after"))
    if status in (401, 403):
        key = "refuses the key in" if endpoint.key() else "wants a key, and none is in"
        return Fault("wrong_key", f"{key} ${endpoint.key_env}: {said}", "leave")
    if status == 404 or (status == 400 and "model" in said and "not" in said):
        return Fault("unknown_model", f"knows no such model or address: {said}", "leave")
    if status == 402 or (status == 429 and ("quota" in said or "billing" in said)):
        return Fault("quota", f"has no more quota: {said}", "leave")
    if status == 429:
        return Fault("rate_limited", f"allows no more calls now: {said}", "pause", after)
    if status >= 500 or status in (408, 409, 425):
        return Fault("server", f"fails with status {status}: {said}", "pause", after)
    return Fault("refused", f"refuses the request with status {status}: {said}", "stop")


def _said(error: object) -> str:
    """The server's own words, from the forms that servers use."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        words = inner.get("message") or inner.get("detail") if isinstance(inner, dict) else inner
        if words:
            return " ".join(str(words).split())[:300]
    text = getattr(error, "message", str(error))
    return " ".join(str(text).split())[:300]


def _retry_after(text: str | None) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
