"""The errors a user may see: one clear line each, saying what, where, and what to do."""

from __future__ import annotations

from typing import Literal

EndpointFault = Literal[
    "unreachable",
    "wrong_key",
    "unknown_model",
    "rate_limited",
    "quota",
    "timeout",
    "bad_reply",
    "refused",
    "server",
    "not_recorded",
]


class MmkgError(Exception):
    """Something the user can understand and act on; its text is one line."""

    exit_code = 2


class UsageError(MmkgError):
    """The command or its settings ask for something that cannot be done."""


class InputError(MmkgError):
    """A document or file given to mmkg cannot be used."""


class EndpointError(MmkgError):
    """A model endpoint did not give a usable reply.

    Attributes:
        kind: What went wrong, for code that must tell the cases apart.
        tokens: Tokens read and written by replies that could not be used.
        cost: What these cost, in USD.
    """

    def __init__(self, kind: EndpointFault, message: str) -> None:
        super().__init__(message)
        self.kind: EndpointFault = kind
        self.tokens: tuple[int, int] = (0, 0)
        self.cost = 0.0

    @property
    def lasting(self) -> bool:
        """Whether any other call would fail likewise."""
        return self.kind in ("wrong_key", "unknown_model", "quota")

    def __reduce__(self) -> tuple[type[EndpointError], tuple[str, str], dict[str, object]]:
        """How it is pickled: workers in other processes are told of it."""
        return type(self), (self.kind, str(self)), self.__dict__


class LedgerError(MmkgError):
    """A session's ledger cannot be opened, read or written."""


class WeightsError(MmkgError):
    """The embedded model's weights are missing, broken or cannot be fetched."""


class LimitReached(MmkgError):
    """A limit of the session forbids the next call; resume the session with a higher one."""

    exit_code = 3


class EndpointLost(LimitReached):
    """No endpoint of a role has been in service for as long as is waited; resume once one is."""
