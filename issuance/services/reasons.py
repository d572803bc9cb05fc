"""Why somebody acts, in their own words: kept with the act, and read by others."""

from issuance.errors import RefusedError
from issuance.language import _

LONGEST_REASON = 4000
"""Characters: two pages."""


def reason_of(text: str, missing: str) -> str:
    """Return a reason as it is kept; raise `RefusedError` where there is none (`missing` says so) or too much."""
    words = text.strip()
    if not words:
        raise RefusedError(missing)
    if len(words) > LONGEST_REASON:
        raise RefusedError(
            _(
                "This has %(got)s characters, and %(most)s are possible: write the main point.",
                got=len(words),
                most=LONGEST_REASON,
            )
        )
    return words
