"""A list of codes and the words by which people call them, in English as printed and in Japanese as typed.

A code travels with the word as printed (docs/adr/0006): what somebody types is a word of the list, its code, or a word
of their own with the code in brackets behind it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

_LONGEST_SYMBOL = 3
_LAST_LATIN = "\u024f"
_OWN_WORD = re.compile(r"(?P<word>.{1,60}?)\s*[(（](?P<code>[A-Za-z0-9]{2,3})[)）]")


@dataclass(frozen=True)
class Coded:
    """One code of a list. `names` are pairs: for one, for any other number; the first pair is the usual one."""

    code: str
    names: tuple[tuple[str, str], ...]
    japanese: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A code with the word as printed. `known` is False for a code in brackets that the list does not hold."""

    code: str
    name: str
    known: bool = True


class CodeList:
    """One list."""

    def __init__(self, codes: tuple[Coded, ...]) -> None:
        self.codes = codes
        self._by_code = {each.code: each for each in codes}
        self._by_word: dict[str, Coded] = {}
        for each in codes:
            for word in _words(each):
                self._by_word.setdefault(plain(word), each)

    def read(self, typed: str, value: Decimal) -> Word | None:
        """Return what was meant, in the number that suits `value`; None for a word that is not in the list."""
        text = " ".join(typed.split())
        found = self._by_word.get(plain(text)) or self._by_code.get(plain(text).upper())
        if found is not None:
            return Word(found.code, _printed(found, text, one=value == 1))
        own = _OWN_WORD.fullmatch(unicodedata.normalize("NFC", text))
        if own is None or max(own["word"]) > _LAST_LATIN:
            return None
        code = own["code"].upper()
        return Word(code, own["word"], known=code in self._by_code)

    def suggestions(self) -> list[tuple[str, str]]:
        """Return the usual word of each code, and what stands beside it in a list: code and Japanese words."""
        return [
            (each.names[0][1], " · ".join((each.code, *each.japanese[:1], *(many for _, many in each.names[1:3]))))
            for each in self.codes
        ]


def plain(word: str) -> str:
    """Return a word as it is compared: width, case, blanks and a full stop behind it do not count."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split()).removesuffix(".")


def load(name: str) -> CodeList:
    """Return the list of a file beside this module."""
    raw = json.loads((resources.files("issuance.domain.application.codes") / f"{name}.json").read_text("utf-8"))
    return CodeList(
        tuple(
            Coded(
                each["code"],
                tuple((one, many) for one, many in each["names"]),
                tuple(each["japanese"]),
                tuple(each["also"]),
            )
            for each in raw["codes"]
        )
    )


@cache
def units() -> CodeList:
    """Return the units of measure (UN/ECE Rec. 20)."""
    return load("units")


@cache
def packages() -> CodeList:
    """Return the kinds of packages (UN/ECE Rec. 21)."""
    return load("packages")


def _words(coded: Coded) -> Iterator[str]:
    for pair in coded.names:
        yield from pair
    yield from coded.japanese
    yield from coded.also


def _printed(coded: Coded, typed: str, *, one: bool) -> str:
    """Return the word that was typed where it is English, else the usual one; either in the right number."""
    for singular, plural in coded.names:
        if plain(typed) in (plain(singular), plain(plural)):
            name = singular if one else plural
            # Words follow the capitals of who typed them, symbols such as kg never.
            return name.upper() if typed.isupper() and name.islower() and len(name) > _LONGEST_SYMBOL else name
    return coded.names[0][0 if one else 1]
