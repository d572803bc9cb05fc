"""What was typed into an application's form, kept verbatim: complete or not, right or wrong. `reading.py` reads it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from signing.content import MAX_GOODS_LINES

MAX_FIELDS = 200
MAX_FIELD_CHARACTERS = 5_000
"""More than any field of the certificate takes; what is too long for its box says so where it is read."""

Typed = Annotated[str, StringConstraints(max_length=MAX_FIELD_CHARACTERS)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,59}$")]
Fields = Annotated[dict[Name, Typed], Field(max_length=MAX_FIELDS)]


class Entry(BaseModel):
    """`fields` by name (`consignee.name`), `goods` a row for each line of the table, by column (`description`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Fields = {}
    goods: Annotated[tuple[Fields, ...], Field(max_length=MAX_GOODS_LINES)] = ()

    def get(self, name: str) -> str:
        """Return what stands in a field; '' where nothing does."""
        return self.fields.get(name, "")
