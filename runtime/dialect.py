"""Where servers that speak OpenAI's protocol differ in what they call things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from mmkg.runtime.tool_protocol import Json, compact_grammar

Form = Literal["grammar", "json_schema", "json_object", "words"]
FORMS: tuple[Form, ...] = get_args(Form)
_SIGNS = ("response_format", "json_schema", "json_object", "grammar", "guided", "structured")


@dataclass
class Dialect:
    """What is known of one server.

    Attributes:
        form: How a reply is held to a JSON schema: by llama.cpp's grammar, by the schema, to JSON
            of any shape, or by the words of the prompt alone. It only ever moves on.
        long_names: Whether it wants max_completion_tokens for max_tokens.
    """

    form: Form = "json_schema"
    long_names: bool = False

    def spoken(self, body: Json) -> Json:
        """The request as this server wants it; its `answer_schema` takes the server's form."""
        fields = {name: value for name, value in body.items() if name != "answer_schema"}
        if self.long_names and "max_tokens" in fields:
            fields["max_completion_tokens"] = fields.pop("max_tokens")
        schema = body.get("answer_schema")
        return fields | self._constraint(schema) if isinstance(schema, dict) else fields

    def learn(self, complaint: str, form: Form, body: Json) -> bool:
        """Take a complaint about a request; tells whether it will be worded otherwise now.

        Args:
            complaint: The server's words.
            form: The form that the request had.
            body: The request before it was put so.
        """
        if "max_tokens" in body and "max_completion_tokens" in complaint:
            self.long_names = True
            return True
        about = any(sign in complaint for sign in _SIGNS)
        return about and "answer_schema" in body and self.move_on(form)

    def move_on(self, form: Form) -> bool:
        """Give up a form for the next one; tells whether there is one."""
        if self.form == form and form != FORMS[-1]:
            self.form = FORMS[FORMS.index(form) + 1]
        return self.form != form

    def _constraint(self, schema: Json) -> Json:
        match self.form:
            case "grammar":
                return {"grammar": compact_grammar(schema)}
            case "json_schema":
                shape: Json = {"name": "reply", "schema": schema}
                return {"response_format": {"type": "json_schema", "json_schema": shape}}
            case "json_object":
                return {"response_format": {"type": "json_object"}}
        return {}
