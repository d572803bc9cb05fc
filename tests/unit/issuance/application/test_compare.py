"""What changed between two entries, and what a copy leaves behind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuance.domain.application.compare import Change, What, compare
from issuance.domain.application.copying import DROPPED, copied
from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import field_of
from signing.content import Kind
from tests.applications import changed_line, entry

KIND = Kind.COO_FOREIGN
SAMPLE = entry(KIND)


def with_goods(*rows: dict[str, str]) -> Entry:
    return Entry(fields=SAMPLE.fields, goods=rows)


FIRST, SECOND, THIRD = (dict(row) for row in SAMPLE.goods)
NEW = {"description": "Scarves", "quantity": "9", "unit": "pieces", "origin": "TH"}


def test_equal_entries_have_no_changes() -> None:
    spaced = Entry(
        fields={name: f" {value}　" for name, value in SAMPLE.fields.items()}, goods=(*SAMPLE.goods, {}, {"hs": " "})
    )

    assert compare(KIND, SAMPLE, spaced) == ()


def test_a_changed_field_and_a_changed_cell_are_named() -> None:
    new = changed_line(KIND, 2, quantity="1400").model_copy(
        update={"fields": SAMPLE.fields | {"invoice.number": "HT/26/0919"}}
    )

    assert compare(KIND, SAMPLE, new) == (
        Change("invoice.number", "HT/26/0918-B", "HT/26/0919"),
        Change("goods.2.quantity", "1300", "1400", What.CHANGED, 2),
    )


def test_a_choice_that_was_never_made_is_its_default() -> None:
    made = Entry(fields=SAMPLE.fields | {"transport.date_form": "on_or_about"}, goods=SAMPLE.goods)
    unmade = Entry(fields={**made.fields, "transport.date_form": ""}, goods=SAMPLE.goods)

    assert compare(KIND, unmade, made) == ()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_line_that_was_put_in_moves_no_others(place: int) -> None:
    rows = [FIRST, SECOND, THIRD]
    rows.insert(place, NEW)

    (change,) = compare(KIND, SAMPLE, with_goods(*rows))

    assert (change.field, change.what, change.before) == (f"goods.{place + 1}", What.ADDED, "")
    assert change.after == "Scarves · 9 · pieces · TH"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_was_taken_out_moves_no_others(place: int) -> None:
    rows = [FIRST, SECOND, THIRD]
    del rows[place]

    (change,) = compare(KIND, SAMPLE, with_goods(*rows))

    assert (change.field, change.what, change.line_before) == (f"goods.{place + 1}", What.REMOVED, place + 1)


def test_a_line_changed_beside_one_that_was_put_in_is_still_itself() -> None:
    new = with_goods(NEW, FIRST | {"hs": "620343"}, SECOND, THIRD)

    assert {(change.field, change.what, change.line_before) for change in compare(KIND, SAMPLE, new)} == {
        ("goods.1", What.ADDED, 0),
        ("goods.2.hs", What.CHANGED, 1),
    }


ROWS = st.lists(
    st.fixed_dictionaries({"description": st.sampled_from("abcd"), "hs": st.sampled_from("12")}), max_size=5
)


@settings(deadline=None)
@given(ROWS, ROWS)
def test_changes_account_for_every_line_of_both(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    changes = compare(KIND, with_goods(*old), with_goods(*new))

    added = sum(change.what is What.ADDED for change in changes)
    removed = sum(change.what is What.REMOVED for change in changes)
    assert len(new) - len(old) == added - removed
    assert (changes == ()) == (old == new)
    assert compare(KIND, with_goods(*new), with_goods(*new)) == ()


def test_a_copy_leaves_behind_what_belongs_to_one_shipment() -> None:
    copy = copied(SAMPLE)

    assert copy.goods == SAMPLE.goods
    assert copy.get("consignee.name") == SAMPLE.get("consignee.name")
    assert not DROPPED & copy.fields.keys()
    assert all(field_of(name) for name in DROPPED)
