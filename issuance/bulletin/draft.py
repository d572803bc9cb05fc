"""What the office has noted for the next bulletin: one private file, replaced whole, changed by one process at a time.

It says more than the bulletin does: whose each API key is. The secrets of the keys are in no file.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from issuance.errors import RefusedError, StorageError
from issuance.files import write_durably
from issuance.trust.files import locked
from signing.bulletin import ApiKey, Availability, Moment, Notice, Window, first_problem
from signing.text import Line

_Model = TypeVar("_Model", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeldKey(_Part):
    """An API key, the bank that holds it and when it was given out; `revoked_at` ends it at the next publication."""

    key: ApiKey
    holder: Line
    given_at: Moment
    revoked_at: Moment | None = None


class Draft(_Part):
    """All that was noted and not withdrawn, ended or not. `last_id` counts notices and windows: no id comes twice."""

    last_id: Annotated[int, Field(ge=0)] = 0
    notices: tuple[Notice, ...] = ()
    windows: tuple[Window, ...] = ()
    availability: tuple[Availability, ...] = ()
    keys: tuple[HeldKey, ...] = ()


class DraftFile:
    """The file; after `kill -9` at any moment it is wholly the old one or wholly the new."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep others from changing the file between a reading and a writing."""
        with locked(self.path.with_name(f".{self.path.name}.lock")):
            yield

    def read(self) -> Draft:
        """Return what is noted, nothing at first; raise `StorageError` where the file is damaged."""
        try:
            return Draft.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return Draft()
        except ValidationError as error:
            raise StorageError(
                f"{self.path} is damaged ({first_problem(error)}); restore it from the office's backup."
            ) from error

    def write(self, draft: Draft) -> None:
        """Replace the file."""
        write_durably(self.path, draft.model_dump_json(indent=1).encode() + b"\n")


def checked(kind: type[_Model], **fields: object) -> _Model:
    """Make a part of a draft or bulletin; raise `RefusedError` that says which rule `fields` break."""
    try:
        return kind(**fields)
    except ValidationError as error:
        raise RefusedError(f"This cannot stand in a bulletin: {first_problem(error)}.") from error


def whole_second(moment: dt.datetime) -> dt.datetime:
    """Return an instant as bulletins write it: UTC, cut off to the second."""
    return moment.astimezone(dt.UTC).replace(microsecond=0)
