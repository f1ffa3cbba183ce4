"""The base of all values that are kept: they do not change and refuse unknown fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

_new, _set = object.__new__, object.__setattr__


class Frozen(BaseModel):
    """An immutable value. Copies that differ in a field or two are made by the thousand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, in less than half its time; what cached properties hold is not copied."""
        if deep:
            return super().model_copy(update=update, deep=True)
        held, kind = self.__dict__, type(self)
        if len(held) > len(kind.__pydantic_fields__):
            held = {name: held[name] for name in kind.__pydantic_fields__}
        private = self.__pydantic_private__
        copied = _new(kind)
        _set(copied, "__dict__", {**held, **(update or {})})
        _set(copied, "__pydantic_extra__", None)
        _set(copied, "__pydantic_fields_set__", self.__pydantic_fields_set__)
        _set(copied, "__pydantic_private__", private and private.copy())
        return copied
