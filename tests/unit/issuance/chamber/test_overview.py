"""Terms, articles 18 and 19: what leaves a chamber for the federation has no field for organisations or people."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from issuance.domain.overview import ChamberOverview
from issuance.domain.settings import Function
from issuance.domain.texts import Bilingual
from issuance.services.chamber.federation import last_months

ALLOWED = {
    "code", "names", "functions", "stopped", "last_day", "keys", "months",
    "keys.known", "keys.covered_until", "keys.needs_care", "months.month", "months.certificates",
}  # fmt: skip
"""Every field that the federation may be given. Whoever adds one here has asked what it tells of whom."""

PLAIN = {str, bool, int, dt.date, type(None), Function, Bilingual}


def fields_of(kind: type, path: str = "") -> Iterator[tuple[str, set[Any]]]:
    """Yield the path and the plain types of each field, of those inside it too."""
    for name, hint in get_type_hints(kind).items():
        inside = f"{path}{name}"
        leaves = leaves_of(hint)
        yield inside, leaves
        for leaf in leaves:
            if dataclasses.is_dataclass(leaf) and isinstance(leaf, type):
                yield from fields_of(leaf, f"{inside}.")


def leaves_of(hint: Any) -> set[Any]:
    inner = [each for each in get_args(hint) if each is not Ellipsis]
    return set().union(*(leaves_of(each) for each in inner)) if inner else {hint}


def test_t18_the_federation_is_given_these_fields_and_no_others() -> None:
    found = dict(fields_of(ChamberOverview))
    assert found.keys() == ALLOWED
    for path, leaves in found.items():
        assert all(leaf in PLAIN or dataclasses.is_dataclass(leaf) for leaf in leaves), path


def test_the_last_twelve_months_end_with_this_one() -> None:
    assert last_months(dt.date(2027, 1, 31))[0] == dt.date(2026, 2, 1)
    assert last_months(dt.date(2027, 1, 31))[-1] == dt.date(2027, 1, 1)
    assert len(set(last_months(dt.date(2028, 2, 29)))) == 12
