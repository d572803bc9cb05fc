"""The list of movements that a bank lets its customers download as CSV, and what in it looks like a payment.

Every bank has columns of its own. They are found by their headings, wherever the table begins in the file; what went
out is left out. Files are UTF-8 or, as most Japanese banks write them, Shift_JIS with half-width kana.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.fees.movement import MOST_YEN_AT_ONCE
from issuance.errors import RefusedError
from issuance.language import _
from signing.dates import DateError, read_date

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
_LONGEST_CELL = 500
_MOST_COLUMNS = 50

DAY = ("日付", "取引日", "お取引日", "勘定日", "起算日", "年月日", "入金日", "date", "value date")
AMOUNT = (
    "入金金額",
    "入金額",
    "入金",
    "お預り金額",
    "お預かり金額",
    "お預入れ金額",
    "預入金額",
    "預り金額",
    "deposit",
    "credit",
    "amount received",
)
TEXT = (
    "摘要",
    "摘要内容",
    "取引内容",
    "お取引内容",
    "振込依頼人名",
    "依頼人名",
    "振込人名",
    "description",
    "payer",
    "details",
)

_REFERENCE = re.compile(r"F-?([2-9A-HJKMNP-TV-Z]{4})-?([2-9A-HJKMNP-TV-Z]{4})")
_FIGURES = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")


@dataclass(frozen=True)
class BankLine:
    """Money that came in, as the bank wrote it."""

    line: int
    """Of the file, the first one is 1."""
    day: dt.date
    amount: int
    text: str
    said: str
    """The same for the same line of the same or a later file, so that nothing is booked twice."""

    @property
    def reference(self) -> str | None:
        """The reference of a charge that the payer wrote into it, as it is stored; None where there is none."""
        return reference_in(self.text)


def reference_in(text: str) -> str | None:
    """Return the first reference of a charge in a bank's text: `F-7K3M-Q9XW`."""
    upright = "".join(unicodedata.normalize("NFKC", text).upper().replace("−", "-").split())
    found = _REFERENCE.search(upright)
    return None if found is None else f"F-{found[1]}-{found[2]}"


def read_bank_file(data: bytes) -> tuple[BankLine, ...]:
    """Read a bank's CSV file; raise `RefusedError` that says what it has and what is needed.

    A line that cannot be read refuses the whole file: half a list would be taken for a whole one.
    """
    rows = _rows(_text(data))
    start, columns = _heading(rows)
    seen: Counter[tuple[dt.date, int, str]] = Counter()
    lines = []
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        read = _line(row, columns, number)
        if read is None:
            continue
        seen[read] += 1
        day, amount, text = read
        # Two payments may be alike in all that the bank says: the second one of a day is another line.
        lines.append(BankLine(number, day, amount, text, f"{day.isoformat()}|{amount}|{text}|{seen[read]}"))
    return tuple(lines)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise RefusedError(
            _("The file is larger than %(most)s MB: export a shorter time.", most=MAX_BYTES // 1_000_000)
        )
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RefusedError(_("This is no CSV file as banks write it: neither UTF-8 nor Shift_JIS. Export it as CSV."))


def _rows(text: str) -> Sequence[Sequence[str]]:
    tabs = text.split("\n", 1)[0].count("\t") > text.split("\n", 1)[0].count(",")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True):
            if len(rows) >= MAX_ROWS:
                raise RefusedError(_("The file has more than %(most)s lines: export a shorter time.", most=MAX_ROWS))
            rows.append([unicodedata.normalize("NFKC", cell).strip()[:_LONGEST_CELL] for cell in row[:_MOST_COLUMNS]])
    except csv.Error as error:
        raise RefusedError(_("This is no CSV file as banks write it: line %(line)s.", line=len(rows) + 1)) from error
    return rows


def _heading(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, list[int]]]:
    """Return the position of the headings and the columns of day, amount and texts."""
    for position, row in enumerate(rows[:30]):
        named = {kind: list(_columns(row, words)) for kind, words in (("day", DAY), ("amount", AMOUNT), ("text", TEXT))}
        if named["day"] and named["amount"]:
            return position, named
    raise RefusedError(
        _(
            "No headings were found. Needed are a column of days (such as %(day)s) and one of what came in "
            "(such as %(amount)s).",
            day="日付",
            amount="入金金額",
        )
    )


def _columns(row: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    wanted = [unicodedata.normalize("NFKC", word) for word in words]
    for column, cell in enumerate(row):
        heading = re.sub(r"[\s　]|\(.*\)|円", "", cell).lower() if cell else ""
        if heading in [word.replace(" ", "") for word in wanted]:
            yield column


def _line(row: Sequence[str], columns: Mapping[str, list[int]], number: int) -> tuple[dt.date, int, str] | None:
    """Return a line that says that money came in; None for what went out, sums and empty lines."""
    day, amount = (_cell(row, columns[kind][0]) for kind in ("day", "amount"))
    figures = amount.strip("¥\\円 +")
    if not figures or figures in ("-", "0", "*") or not day:
        return None
    if not _FIGURES.fullmatch(figures):
        raise RefusedError(_("Line %(line)s: “%(text)s” is no amount in yen.", line=number, text=amount[:30]))
    yen = int(figures.replace(",", ""))
    if yen > MOST_YEN_AT_ONCE:
        raise RefusedError(
            _("Line %(line)s: more than %(most)s yen at once.", line=number, most=f"{MOST_YEN_AT_ONCE:,}")
        )
    try:
        read = read_date(day)
    except DateError as error:
        raise RefusedError(_("Line %(line)s: “%(text)s” is no day.", line=number, text=day[:30])) from error
    said = " ".join(cell for column in columns["text"] if (cell := _cell(row, column)))
    return (read, yen, said) if yen else None


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
