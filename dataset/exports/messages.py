"""Chat messages, as TRL, OpenAI and most trainers read them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Lines, Material, Options, Record, conversation, register
from mmkg.dataset.exports.words import answered, asked, provenance
from mmkg.dataset.sample import Sample


class MessagesFormat(Lines):
    """Chat messages: what TRL, OpenAI's fine-tuning and most trainers read."""

    name: ClassVar[str] = "messages"

    def record(self, sample: Sample, material: Material, options: Options) -> Record:
        """A user's message and an assistant's."""
        return {
            "messages": conversation(asked(sample, options), answered(sample, options)),
            "provenance": provenance(sample),
        }

    def describe(self, file: Path) -> None:
        """Name the columns for LLaMA-Factory."""
        tags: Record = {"role_tag": "role", "content_tag": "content"}
        tags |= {"user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}
        columns: Record = {"messages": "messages"}
        register(file, {"formatting": "sharegpt", "columns": columns, "tags": tags})
