"""What a person compares: the boxes of one certificate that is in force, from its verified content."""

import datetime as dt
from dataclasses import dataclass

from scanner.comparison.boxes import boxes_of
from scanner.comparison.form import Box
from scanner.errors import ComparisonError
from signing.number import parse_number
from signing.result import Paper, Reason, VerificationResult


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is shown of a certificate beside its boxes. `number` is as printed."""

    sid: bytes
    number: str
    issued: dt.date
    chamber: str
    contact: str
    """Where the chamber is reached, as the certificate says."""

    language: str
    """Of the certificate: `en`, `fr` or `es`."""

    boxes: tuple[Box, ...]
    as_of: dt.datetime | None = None
    """Up to when it is known to be in force: the register's time, or the signed status file's."""

    @property
    def pictures(self) -> tuple[str, ...]:
        """The SHA-256 of each picture that belongs to a box, in the order of the boxes."""
        return tuple(box.picture for box in self.boxes if box.picture is not None)


def is_comparable(result: VerificationResult) -> bool:
    """Tell whether there is anything to compare: in force, its content verified, nothing known of the paper yet.

    Nobody should tick boxes of what has ended, or of what nobody could tell.
    """
    return result.reason is Reason.IN_FORCE and result.paper is Paper.NOT_COMPARED and result.content is not None


def comparison_of(result: VerificationResult) -> Comparison:
    """Return what to compare.

    Raises:
        ComparisonError: the certificate is not in force, or there is nothing to compare it with.

    """
    content = result.content
    if not is_comparable(result) or content is None or result.sid is None:
        raise ComparisonError(
            "Only a certificate in force is compared, with its verified content and a paper of which nothing is known: "
            f"this one is {result.verdict}, {result.reason}, its paper {result.paper}."
        )
    return Comparison(
        sid=result.sid,
        number=parse_number(content.number).printed,
        issued=content.issued,
        chamber=content.chamber.name,
        contact=content.chamber.contact,
        language=content.language,
        boxes=boxes_of(content),
        as_of=result.server_as_of or result.signed_as_of,
    )
