"""Organisations are found by parts of names that lie sealed, in their own chamber alone (T18, T15)."""

from collections.abc import Iterator

import pytest

from issuance.domain.actor import Actor
from issuance.office import Office
from issuance.storage.name_index import find_names, forget_names, index_names
from issuance.storage.tables.names import token
from issuance.storage.tables.parties import organisation
from tests.offices import Installation
from tests.queries import counted

CLERK = Actor("TYO", "TYO-C000001-3", account="a" * 16)
ELSEWHERE = Actor("OSA", "OSA-C000001-5", account="b" * 16)
NAMES = {
    "tokyo": ["株式会社東京貿易", "カブシキガイシャトウキョウボウエキ", "Tokyo Trading Co., Ltd."],
    "osaka": ["大阪貿易株式会社", "オオサカボウエキカブシキガイシャ", "Osaka Trading Inc."],
    "hanako": ["山田花子", "ヤマダハナコ", "Hanako Yamada"],
}


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Yield an office with three organisations."""
    with installation.open() as opened:
        with opened.units.act(CLERK) as unit:
            for key, names in NAMES.items():
                sealed = unit.seal(organisation.c.names, key, {"ja": names[0]})
                unit.insert(organisation, id=key, form="corporation", names=sealed, created_at=unit.now)
                index_names(unit, key, names)
        yield opened


def found(office: Office, query: str, actor: Actor = CLERK) -> list[str]:
    with office.units.look(actor) as unit:
        return find_names(unit, query)


def test_by_any_part_in_any_script_width_and_case(office: Office) -> None:
    for query, expected in {
        "東京": {"tokyo"},
        "京貿易": {"tokyo"},
        "貿易": {"tokyo", "osaka"},
        "ﾄｳｷｮｳ": {"tokyo"},
        "やまだ": {"hanako"},
        "TRADING": {"tokyo", "osaka"},
        "ｔｏｋｙｏ trad": {"tokyo"},
        "yamada 花子": {"hanako"},
        "名古屋": set(),
        "東京 花子": set(),
        "東": set(),
        "": set(),
        "%": set(),
        "' OR 1=1 --": set(),
        "x" * 100_000: set(),
    }.items():
        assert set(found(office, query)) == expected, query


def test_whole_words_come_first(office: Office) -> None:
    with office.units.act(CLERK) as unit:
        index_names(unit, "osaka", ["Yamadaya Shipping"])
    assert found(office, "yamada") == ["hanako", "osaka"]


def test_a_new_name_replaces_the_old_one_and_what_is_forgotten_is_found_no_more(office: Office) -> None:
    with office.units.act(CLERK) as unit:
        index_names(unit, "tokyo", ["名古屋商事"])
        forget_names(unit, "osaka")
    assert found(office, "東京") == []
    assert found(office, "名古屋") == ["tokyo"]
    assert found(office, "大阪") == []


def test_another_chamber_finds_nothing(office: Office) -> None:
    assert found(office, "東京", ELSEWHERE) == []


def test_the_table_holds_hashes_alone(office: Office) -> None:
    with office.units.look(CLERK) as unit:
        stored = [bytes(row["token"]) for row in unit.rows(unit.select(token))]
    assert {len(each) for each in stored} == {16}
    assert not any("東京".encode() in each or b"tokyo" in each for each in stored)


def test_every_part_counts_however_common_the_others_are(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of tokens that many have it stops counting: which of them it begins with changes nothing that is found."""
    monkeypatch.setattr("issuance.storage.name_index._COUNTED", 3)
    with office.units.act(CLERK) as unit:
        for number in range(30):
            key = f"many{number:02}"
            sealed = unit.seal(organisation.c.names, key, {"ja": key})
            unit.insert(organisation, id=key, form="corporation", names=sealed, created_at=unit.now)
            port = "Kobe" if number % 3 == 0 else "Yokohama"
            index_names(unit, key, [f"{port} Trading {number}", "東京貿易" if number % 5 == 0 else "貿易"])
    assert found(office, "kobe trading") == [f"many{number:02}" for number in range(0, 30, 3)]
    assert found(office, "trading 東京 kobe") == ["many00", "many15"]
    assert found(office, "kobe yokohama") == []


def test_of_many_that_fit_those_with_the_whole_word_still_come_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuance.storage.name_index._MOST_RANKED", 3)
    with office.units.act(CLERK) as unit:
        for number in range(20):
            key = f"many{number:02}"
            sealed = unit.seal(organisation.c.names, key, {"ja": key})
            unit.insert(organisation, id=key, form="corporation", names=sealed, created_at=unit.now)
            index_names(unit, key, ["Minato" if number == 19 else f"Minatoya {number}"])
    with office.units.look(CLERK) as unit:
        assert find_names(unit, "minato", 3) == ["many19", "many00", "many01"]


def test_a_search_asks_thrice_at_most_and_for_no_more_of_a_common_word_than_it_shows(office: Office) -> None:
    """The work is bounded: how many organisations have a common word is not counted to its end."""
    with office.units.look(CLERK) as unit, counted(office.store.engine) as statements:
        find_names(unit, "東京 Tokyo Trading " + "abcdefghij" * 8)
        find_names(unit, "tokyo trad")
    assert len(statements) == 1 + 3
    assert all("LIMIT" in each for each in statements[:-1])
