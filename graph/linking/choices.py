"""What a user says about names: which are one thing, and which are not."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from mmkg.graph.provenance import Value
from mmkg.runtime.errors import UsageError


class Choices(Value):
    """A user's merges and splits of names.

    Attributes:
        merge: Lists of names of one thing each.
        split: Pairs of names of different things, whatever rules and models say.
    """

    merge: tuple[tuple[str, ...], ...] = ()
    split: tuple[tuple[str, str], ...] = ()


def load_choices(path: Path) -> Choices:
    """Read a YAML file with `merge` and `split`.

    Raises:
        UsageError: One line naming the file, the place and what is wrong with it.
    """
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        return Choices.model_validate(data or {})
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no valid YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}: {where}: {first['msg']}; wanted lists of names") from None
