"""Pictures in messages, in the form that OpenAI-compatible endpoints take them."""

from __future__ import annotations

import base64
from typing import cast

from langchain_core.messages import BaseMessage
from pydantic import JsonValue

Part = dict[str, JsonValue]


def with_picture(text: str, png: bytes) -> list[str | dict[str, object]]:
    """The content of a message that has words and a picture."""
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    return [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}]


def pictures(message: BaseMessage) -> list[Part]:
    """The parts of a message that are pictures."""
    if isinstance(message.content, str):
        return []
    parts = (part for part in message.content if isinstance(part, dict))
    return [cast(Part, part) for part in parts if part.get("type") == "image_url"]
