"""A draft's sections: what is lacking, what is wrong, what changed."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.registration.checking import as_typed
from issuance.domain.registration.compare import compare
from issuance.domain.registration.documents import PaperKind
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.sections import Draft, Progress
from tests.registrations import ADDRESSES, CONTACTS, MAIL, ORGANISATION, PLEDGE, papers, typed

TODAY = dt.date(2026, 3, 10)
CONFIRMED = {"confirmed": {"mail": MAIL}}


def draft(**sections: Any) -> Draft:
    return Draft(FilingKind.NEW, typed(TODAY, **CONFIRMED, **sections))


def test_what_is_complete_has_no_problems() -> None:
    assert draft().all_problems(TODAY) == {}
    assert draft().complete().organisation.corporate_number == "5835678256246"


def test_an_empty_draft_lacks_everything() -> None:
    empty = Draft(FilingKind.NEW, {})
    assert {name: empty.progress(name, TODAY) for name in empty.sections} == dict.fromkeys(SectionName, Progress.TO_DO)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("corporate_number", {"corporate_number": ""}),
        ("corporate_number", {"form": "sole trader"}),
        ("representative_title", {"representative_title": " "}),
        ("member_number", {"member_number": ""}),
        ("capacities", {"capacities": []}),
        ("capacities.0", {"capacities": ["customs"]}),
        ("form", {"form": "company"}),
        ("form", {"form": None}),
        ("member", {"member": "maybe"}),
        ("name_en", {"name_en": "株式会社"}),
        ("owner", {"owner": "somebody"}),
    ],
)
def test_a_problem_is_named_by_its_field(field: str, change: dict[str, Any]) -> None:
    problems = draft(organisation=ORGANISATION | change).problems(SectionName.ORGANISATION, TODAY)
    assert list(problems) == [field]
    assert problems[field].endswith(".")


def test_a_sole_trader_brings_other_papers_and_no_title() -> None:
    trader = ORGANISATION | {"form": "sole trader", "corporate_number": "", "representative_title": ""}
    kinds = ("residence record", "personal seal certificate", "proof of business")
    assert draft(organisation=trader, papers=papers(kinds, TODAY)).all_problems(TODAY) == {}
    assert draft(organisation=trader).problems(SectionName.PAPERS, TODAY).keys() == set(kinds)


def test_an_agent_alone_names_no_signatories() -> None:
    agent = draft(organisation=ORGANISATION | {"capacities": ["agent"]}, signatories=[])
    assert SectionName.SIGNATORIES not in agent.sections
    assert agent.all_problems(TODAY) == {}
    assert draft(signatories=[]).problems(SectionName.SIGNATORIES, TODAY) == {"": "Name at least one signatory."}


def test_a_paper_grows_too_old_while_the_draft_lies() -> None:
    assert draft().problems(SectionName.PAPERS, dt.date(2026, 6, 10)) == {}
    old = draft().problems(SectionName.PAPERS, dt.date(2026, 6, 11))
    assert "11 March 2026 or later" in old["registry extract"]


def test_letters_need_an_address_where_they_go_elsewhere() -> None:
    elsewhere = draft(addresses=ADDRESSES | {"letters_elsewhere": "yes"})
    assert elsewhere.problems(SectionName.ADDRESSES, TODAY).keys() == {"letters_postal_code"}


def test_another_address_has_to_be_confirmed_anew() -> None:
    other = draft(contacts=CONTACTS | {"mail": "other@example.co.jp", "fax": "03-3283-7501"})
    assert other.problems(SectionName.CONTACTS, TODAY).keys() == {"mail", "fax"}
    assert not other.typing_problems(SectionName.CONTACTS)


def test_without_the_pledge_nothing_is_handed_in() -> None:
    assert draft(pledge=PLEDGE | {"agreed": "no"}).problems(SectionName.PLEDGE, TODAY).keys() == {"agreed"}


def test_a_change_begins_with_what_is_on_file_as_it_would_be_typed() -> None:
    approved = draft(contacts=CONTACTS | {"fax": "03-3283-7501"}).complete()
    begun = as_typed(approved)
    assert begun["organisation"]["member"] == "yes"
    assert begun["contacts"]["fax"] == "03-3283-7501"
    assert begun["addresses"]["letters_address"] == ""
    assert Draft(FilingKind.CHANGE, begun, approved.model_dump(mode="json")).changes == ()


def test_a_change_knows_what_it_changes_and_what_proves_it() -> None:
    approved = draft().complete()
    kept = approved.model_dump(mode="json")
    change = Draft(FilingKind.CHANGE, kept | CONFIRMED | {"papers": []}, kept)
    assert change.changes == ()
    contacts = Draft(FilingKind.CHANGE, {**change.data, "contacts": CONTACTS | {"phone": "03-3283-7777"}}, kept)
    assert contacts.changes == (SectionName.CONTACTS,)
    assert contacts.required_papers == ()
    moved = Draft(FilingKind.CHANGE, {**change.data, "addresses": ADDRESSES | {"address_en": "Osaka"}}, kept)
    assert moved.required_papers == (PaperKind.REGISTRY_EXTRACT,)


def test_another_width_of_the_same_number_is_no_change() -> None:
    approved = draft().complete().model_dump(mode="json")
    same = Draft(FilingKind.CHANGE, approved | {"contacts": CONTACTS | {"phone": "＋81 3 3283 7500"}}, approved)
    assert same.changes == ()


def test_t30_the_legal_entity_stays_the_same_unless_the_chamber_consents() -> None:
    """T30: another corporate number or legal form is another legal entity."""
    approved = draft().complete().model_dump(mode="json")
    other = ORGANISATION | {"corporate_number": "7000012050002"}
    data = approved | {"organisation": other}
    assert (
        "article 30"
        in Draft(FilingKind.CHANGE, data, approved).problems(SectionName.ORGANISATION, TODAY)["corporate_number"]
    )
    assert Draft(FilingKind.CHANGE, data, approved, consented=True).problems(SectionName.ORGANISATION, TODAY) == {}


def test_two_forms_are_compared_field_by_field() -> None:
    before = draft().complete()
    after = draft(addresses=ADDRESSES | {"address_en": "1-1 Umeda, Osaka, Japan"}).complete()
    changed = [(each.path, each.before, each.after) for each in compare(before, after) if each.changed]
    assert changed == [("addresses.address_en", ADDRESSES["address_en"], "1-1 Umeda, Osaka, Japan")]
    assert not any(each.changed for each in compare(None, after))


@given(
    st.dictionaries(
        st.sampled_from([*SectionName, "confirmed", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_no_garbage_in_a_draft_is_more_than_a_problem(data: dict[str, Any]) -> None:
    garbage = Draft(FilingKind.NEW, data)
    problems = garbage.all_problems(TODAY)
    assert problems.keys() >= {SectionName.ORGANISATION}
    assert all(isinstance(text, str) for section in problems.values() for text in section.values())
