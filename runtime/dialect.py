"""Where servers that speak OpenAI's protocol differ in what they call things."""

from __future__ import annotations

from dataclasses import dataclass, field

from mmkg.runtime.tool_protocol import Json, compact_grammar, schema_of


def constrain(schema: Json, *, compact: bool) -> Json:
    """The fields of a request that make the reply follow a JSON schema."""
    if compact:
        return {"grammar": compact_grammar(schema)}
    shape: Json = {"name": "reply", "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": shape}}


@dataclass
class Dialect:
    """What was learnt about one server from its complaints."""

    _learnt: set[str] = field(default_factory=set)

    def spoken(self, body: Json) -> Json:
        """The request as this server wants it."""
        fields = dict(body)
        if "max_completion_tokens" in self._learnt and "max_tokens" in fields:
            fields["max_completion_tokens"] = fields.pop("max_tokens")
        if "response_format" in self._learnt and "grammar" in fields:
            fields |= constrain(schema_of(str(fields.pop("grammar"))), compact=False)
        return fields

    def learn(self, complaint: str, fields: Json) -> bool:
        """Take a complaint about a request; tells whether it will be worded otherwise now."""
        if "max_tokens" in fields and "max_completion_tokens" in complaint:
            self._learnt.add("max_completion_tokens")
        elif "grammar" in fields and "grammar" in complaint:
            self._learnt.add("response_format")
        else:
            return False
        return True
