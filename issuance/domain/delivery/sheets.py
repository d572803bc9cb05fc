"""The sheets that come with a certificate: its ORIGINAL and the COPYs that were ordered with it."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"original|copy-[1-9]\d?")


@dataclass(frozen=True)
class Sheet:
    """One sheet. `copy` is 0 for the ORIGINAL, else the number of the COPY."""

    copy: int = 0

    @property
    def name(self) -> str:
        """How it is stored and stands in addresses: `original`, `copy-1`."""
        return f"copy-{self.copy}" if self.copy else "original"

    @classmethod
    def of(cls, name: str, copies: int) -> "Sheet | None":
        """Return the sheet of a name; None where `copies` were ordered and it is none of them."""
        if not _NAME.fullmatch(name):
            return None
        copy = 0 if name == "original" else int(name.removeprefix("copy-"))
        return cls(copy) if copy <= copies else None


def sheets(copies: int) -> tuple[Sheet, ...]:
    """Return all sheets of a certificate with which `copies` were ordered."""
    return tuple(Sheet(copy) for copy in range(copies + 1))
