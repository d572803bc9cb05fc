"""What a password must be (NIST SP 800-63B-4, section 3.1.1; OWASP ASVS 5, V6.2): long, and not easily guessed.

No kinds of characters are demanded. How many guesses a password takes is estimated by zxcvbn, which knows frequent
passwords, names and words, rows of keys, runs, repetitions and dates, and is told what others know of the holder.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from threading import Lock
from typing import Any

from zxcvbn import zxcvbn

MIN_LENGTH = 12
MAX_LENGTH = 128
"""Characters. More are refused when it is chosen, so that nothing is cut off silently."""

JUDGED_LENGTH = 24
"""Characters of a password that are judged. zxcvbn tries all readings of signs that stand for letters (`@` for `a`):
24 such signs take it a second, 72 take it 13. What is hard to guess in its beginning is hard to guess as a whole."""

_SHORTEST_WORD = 3
_one_at_a_time = Lock()
"""zxcvbn keeps the words about the holder in a dictionary that all its callers share."""


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "too short"
    LONG = "too long"
    EASY = "easily guessed"


class Strength(IntEnum):
    """How strong a password is: zxcvbn's score. From `GOOD` on it takes a hundred million guesses and more."""

    VERY_WEAK = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4


LEAST = Strength.GOOD


class Pattern(StrEnum):
    """What in a password is easily guessed."""

    FREQUENT = "frequent password or word"
    PERSONAL = "about its holder"
    KEYS = "row of keys"
    REPEATED = "repetition"
    RUN = "run of letters or figures"
    DATE = "date or year"


@dataclass(frozen=True)
class Judgement:
    """How strong a password is, why it is refused (None: it is taken), what makes it weak, in its order."""

    strength: Strength
    weakness: Weakness | None
    patterns: tuple[Pattern, ...]


def normal_password(typed: str) -> str:
    """Return the form of a password that is hashed (NFKC): keyboards send the same character in several ways."""
    return unicodedata.normalize("NFKC", typed)


def judge(typed: str, about: Iterable[str]) -> Judgement:
    """Judge a new password; `about` is what others know of its holder: login, name, mail, chamber."""
    text = normal_password(typed)
    # Before anything is estimated: zxcvbn fails on an empty text.
    if len(text) < MIN_LENGTH:
        return Judgement(Strength.VERY_WEAK, Weakness.SHORT, ())
    if len(text) > MAX_LENGTH:
        return Judgement(Strength.VERY_WEAK, Weakness.LONG, ())
    words = sorted({word for entry in about for word in _words(entry)})
    # Blanks and signs between words add little for who guesses words, and much for zxcvbn: the lower estimate counts.
    found = min((_estimate(form, words) for form in (text, _bare(text)) if form), key=lambda one: float(one["guesses"]))
    strength = Strength(found["score"])
    patterns = dict.fromkeys(pattern for match in found["sequence"] if (pattern := _pattern(match)) is not None)
    return Judgement(strength, Weakness.EASY if strength < LEAST else None, tuple(patterns))


def _estimate(text: str, words: list[str]) -> dict[str, Any]:
    with _one_at_a_time:
        found: dict[str, Any] = zxcvbn(text[:JUDGED_LENGTH], user_inputs=words)
    return found


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _pattern(match: dict[str, Any]) -> Pattern | None:
    """Return our name of what zxcvbn has found in a part of a password, None where it is nothing but guessed."""
    if match["pattern"] == "dictionary":
        return Pattern.PERSONAL if match["dictionary_name"] == "user_inputs" else Pattern.FREQUENT
    return {
        "spatial": Pattern.KEYS,
        "repeat": Pattern.REPEATED,
        "sequence": Pattern.RUN,
        "date": Pattern.DATE,
        "regex": Pattern.DATE,
    }.get(match["pattern"])


def _words(entry: str) -> set[str]:
    """Return the words of a name or login that would be typed: parted and joined."""
    text = unicodedata.normalize("NFKC", entry).casefold()
    parts = "".join(c if c.isalnum() else " " for c in text).split()
    return {word for word in (*parts, "".join(parts), text) if len(word) >= _SHORTEST_WORD}
