"""What a request of these pages brings."""

from flask import g, request

from issuance.domain.actor import Actor
from issuance.domain.application.entry import MAX_FIELD_CHARACTERS, Entry
from issuance.domain.application.fields import columns_of, fields_of
from issuance.domain.application.order import NAMES
from issuance.errors import RefusedError
from issuance.language import _
from issuance.web.application_words import field_label
from signing.content import MAX_GOODS_LINES, Kind

LONGEST_VERSION = 9
_GOODS = "goods."


def acting() -> Actor:
    """Return who acts in this request."""
    actor: Actor = g.who.actor
    return actor


def version_sent() -> int:
    """Return the version that a form was made from; 0, which none has, where it brings none."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_VERSION else 0


def submission_sent() -> str:
    """Return the form's one-time token, as far as it can be one."""
    return request.form.get("submission", "")[:32]


def entry_sent(kind: Kind) -> Entry:
    """Return what was typed into an application's form; names that the form has not are left aside.

    Raises `RefusedError` where a field brings more than anybody types, or the table has too many lines.
    """
    names = (*(spec.name for spec in fields_of(kind)), *NAMES)
    fields = {name: text for name in names if (text := _text(name)).strip()}
    rows = [_row(kind, number) for number in _numbers()]
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MAX_GOODS_LINES:
        count, most = len(rows), MAX_GOODS_LINES
        told = _("A certificate has %(most)s goods lines at most; these are %(count)s.", most=most, count=count)
        raise RefusedError(told)
    return Entry(fields=fields, goods=tuple(rows))


def _row(kind: Kind, number: int) -> dict[str, str]:
    columns = (column.name for column in columns_of(kind))
    return {name: text for name in columns if (text := _text(f"{_GOODS}{number}.{name}")).strip()}


def _numbers() -> list[int]:
    """Return the numbers of the goods lines that a form brings, in their order."""
    found = {name.split(".")[1] for name in request.form if name.startswith(_GOODS) and name.count(".") == 2}
    return sorted(int(each) for each in found if each.isascii() and each.isdecimal() and len(each) <= 4)


def _text(name: str) -> str:
    typed = request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
    if len(typed) > MAX_FIELD_CHARACTERS:
        raise RefusedError(
            _(
                "%(field)s: write %(limit)s characters at most; these are %(count)s. Nothing of this page was stored.",
                field=field_label(name),
                limit=MAX_FIELD_CHARACTERS,
                count=f"{len(typed):,}",
            )
        )
    return typed
