"""What the text of a commercial invoice seems to say: how many goods lines, whether a number or a total stands in it.

Invoices look like their makers, so this guesses, and says nothing where it cannot: its findings are hints for a person.
A line counts as a goods line where a quantity times a price in it gives an amount in it, which totals, dates, weights
and addresses hardly ever do.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

MOST_CHARACTERS = 20_000
"""Of a text: some ten pages. What comes later is not read."""

MOST_NUMBERS = 12
"""In a line. One with more is a table of another kind."""

_TIGHT = re.compile(r"\d+(?:[.,']\d+)*")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,']\d+)*")
"""`1 200.50` is one number on some invoices and two on others: both are tried."""
_SUM = re.compile(r"total|amount due|balance|合計|小計|総計", re.IGNORECASE)
_CENT = Decimal("0.01")


def goods_lines(text: str) -> int:
    """Return how many lines look like goods lines; 0 where none does."""
    return sum(_is_goods_line(line) for line in _normal(text).splitlines())


def holds_number(text: str, number: str) -> bool:
    """Tell whether an invoice number stands in a text, whatever blanks, hyphens and widths it is written with."""
    return _squeezed(number) in _squeezed(text)


def holds_amount(text: str, amount: Decimal) -> bool:
    """Tell whether an amount stands in a text, whatever signs part its thousands."""
    return any(amount in _numbers(line, way) for line in _normal(text).splitlines() for way in (_TIGHT, _SPACED))


def _is_goods_line(line: str) -> bool:
    if _SUM.search(line):
        return False
    return any(_multiplies(list(itertools.islice(_numbers(line, way), MOST_NUMBERS))) for way in (_TIGHT, _SPACED))


def _multiplies(numbers: list[Decimal]) -> bool:
    """Tell whether two numbers give one that comes after both of them."""
    for end in range(2, len(numbers)):
        amount = numbers[end]
        if amount > 0 and any(
            abs(one * other - amount) < _CENT for one, other in itertools.combinations(numbers[:end], 2)
        ):
            return True
    return False


def _numbers(line: str, way: re.Pattern[str]) -> Iterator[Decimal]:
    for found in way.finditer(line):
        digits = found[0].replace(" ", "").replace("'", "")
        if len(digits) <= 20:
            yield _read(digits)


def _read(digits: str) -> Decimal:
    """Return a number as it is most likely meant: the last of two different signs parts the decimals."""
    signs = {sign for sign in digits if sign in ".,"}
    if len(signs) == 2:
        decimal = max(signs, key=digits.rindex)
        return _decimal(digits, decimal)
    if signs == {","}:
        # 1,200 has thousands, 1200,50 has cents.
        return _decimal(digits, "" if re.fullmatch(r"\d{1,3}(,\d{3})+", digits) else ",")
    return _decimal(digits, "." if digits.count(".") == 1 else "")


def _decimal(digits: str, sign: str) -> Decimal:
    whole, _, cents = digits.rpartition(sign) if sign else (digits, "", "")
    return Decimal(f"{re.sub('[.,]', '', whole) or 0}.{re.sub('[.,]', '', cents) or 0}")


def _normal(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    return re.sub(r"[^\S\n]+", " ", normal)


def _squeezed(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if character.isalnum())
