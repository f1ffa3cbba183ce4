"""What a server sends for a reply: as much of OpenAI's chat completion as is used, checked."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from mmkg.runtime.patience import UnusableReply


class _Part(BaseModel):
    """Servers add fields of their own, so unknown ones are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Function(_Part):
    """What is called; the arguments are JSON as text, but not with every server."""

    name: str | None = None
    arguments: str | dict[str, JsonValue] | None = None


class Call(_Part):
    """A call of a tool."""

    id: str | None = None
    function: Function | None = None


class Message(_Part):
    """What the model says."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: tuple[Call, ...] | None = None


class Choice(_Part):
    """A message, and how it ended."""

    message: Message
    finish_reason: str | None = None


class Details(_Part):
    """How many of the tokens read the server had kept."""

    cached_tokens: int | None = None


class Usage(_Part):
    """Tokens."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: Details | None = None


class Completion(_Part):
    """A reply."""

    model: str | None = None
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]
    usage: Usage | None = None

    @classmethod
    def read(cls, text: bytes) -> Completion:
        """What a server sent with status 200.

        Raises:
            UnusableReply: If it is no completion.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            if fault["type"] == "json_invalid":
                raise UnusableReply("answers with something that is not JSON") from None
            if len(fault["loc"]) < 2:
                raise UnusableReply("answers without any choice") from None
            where = ".".join(map(str, fault["loc"]))
            raise UnusableReply(f"answers with a wrong {where}: {fault['msg']}") from None
