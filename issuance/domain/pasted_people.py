"""People pasted from a table, for many sub ids at once: one row each, name, mail, and what else stands there.

Columns are separated by tabs, as spreadsheets paste them, or by commas: name, mail address, signatory, language. The
last two may be missing.
"""

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.accounts import Person
from issuance.domain.messages import LANGUAGES, MailAddress
from issuance.errors import RefusedError
from issuance.language import N_, _

MOST_ROWS = 50
MOST_CHARACTERS = 20_000
MAX_NAME_LENGTH = 60

_LANGUAGES = {"ja": "ja", "japanese": "ja", "日本語": "ja", "en": "en", "english": "en", "英語": "en"}
_TOO_MANY_ROWS = N_("%(rows)s rows were pasted; up to %(most)s can be taken at once.")


@dataclass(frozen=True)
class PastedRow:
    """One row: what it says, and what is wrong with it."""

    number: int
    """From 1, empty rows not counted."""
    name: str
    mail: str
    signatory: str
    """The signatory's id, '' where none could be told."""
    language: str
    problems: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        """Whom the row names."""
        return Person(self.name, self.mail, self.language)


def read_people(text: str, signatories: Mapping[str, str], language: str) -> list[PastedRow]:
    """Read pasted rows; each says by itself what is wrong with it.

    `signatories` are the ids that can be used, by name as people write it. Where there is one alone, a row need not
    name it. `language` is taken for rows that name none. Raises `RefusedError` for too much of it.
    """
    if len(text) > MOST_CHARACTERS:
        raise RefusedError(_("This is too much at once: paste up to %(most)s rows.", most=MOST_ROWS))
    lines = [line for line in text.splitlines() if line.strip(" \t,　")]
    if len(lines) > MOST_ROWS:
        raise RefusedError(_(_TOO_MANY_ROWS, rows=len(lines), most=MOST_ROWS))
    known = {plain_name(name): key for name, key in signatories.items()}
    rows: list[PastedRow] = []
    for number, line in enumerate(lines, start=1):
        rows.append(_row(number, _cells(line), known, language, {row.mail.casefold() for row in rows}))
    return rows


def plain_name(name: str) -> str:
    """Return a name as it is compared: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _cells(line: str) -> Sequence[str]:
    separator = "\t" if "\t" in line else ","
    (cells,) = csv.reader([line.replace("\0", "")], delimiter=separator)
    return [cell.strip() for cell in cells] + [""] * 4


def _row(number: int, cells: Sequence[str], known: Mapping[str, str], language: str, earlier: set[str]) -> PastedRow:
    name, mail, signatory, spoken = cells[:4]
    problems = [*_name_problems(name), *_mail_problems(mail, earlier)]
    key = known.get(plain_name(signatory), "") if signatory else _only(known)
    if not key:
        problems.append(
            _("“%(name)s” is none of your signatories.", name=signatory) if signatory else _("Name the signatory.")
        )
    code = _LANGUAGES.get(spoken.casefold(), "") if spoken else language
    if code not in LANGUAGES:
        problems.append(_("“%(language)s” is no language of the office: ja or en.", language=spoken))
    if any(cells[4:]):
        problems.append(_("There are more than four columns."))
    return PastedRow(number, name, mail, key, code or language, tuple(problems))


def _only(known: Mapping[str, str]) -> str:
    return next(iter(known.values())) if len(known) == 1 else ""


def _name_problems(name: str) -> list[str]:
    if not name:
        return [_("The name is missing.")]
    if len(name) > MAX_NAME_LENGTH:
        return [_("The name has more than %(most)s characters.", most=MAX_NAME_LENGTH)]
    if not name.isprintable():
        return [_("The name holds characters that cannot be seen.")]
    return []


def _mail_problems(mail: str, earlier: set[str]) -> list[str]:
    if not mail:
        return [_("The mail address is missing.")]
    if mail.casefold() in earlier:
        return [_("This mail address stands in an earlier row.")]
    try:
        MailAddress(mail)
    except RefusedError as error:
        return [str(error)]
    return []
