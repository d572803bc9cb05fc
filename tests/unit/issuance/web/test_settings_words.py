"""The history of the settings speaks as their pages do: no code names, no raw values, nothing left out."""

import datetime as dt
import re

import pytest

from issuance.domain.calendar import BusinessCalendar, Closure
from issuance.domain.ids import Act
from issuance.domain.settings import (
    CertificateFee,
    ChamberSettings,
    Contact,
    CredentialWay,
    EndOfService,
    FeeTable,
    Function,
    Payment,
    Price,
    SecondSession,
    Stop,
    Stopped,
    Targets,
    Texts,
)
from issuance.domain.texts import Bilingual
from issuance.language import speaking
from issuance.web.pages.administration.history import changes_of
from signing.content import Kind

DAY = dt.date(2027, 4, 1)
BEFORE = ChamberSettings(names=Bilingual(ja="東京商工会議所", en="Tokyo Chamber"))
SAID = Bilingual(ja="言葉", en="Words")
FEES = FeeTable(
    valid_from=DAY, certificates={kind.slug: CertificateFee(first=Price(member=1100, other=2200)) for kind in Kind}
)
STOP = Stop(id="0" * 16, what=Stopped.APPLICATIONS, since=dt.datetime(2027, 3, 31, 15, 0, tzinfo=dt.UTC), reason=SAID)
CHANGED: dict[str, object] = {
    "names": SAID,
    "address": SAID,
    "contact": Contact(department=SAID, mail="trade@example.jp", phone="03", fax="04", hours=SAID),
    "texts": Texts(welcome=SAID, registration=SAID, letter=SAID),
    "functions": BEFORE.functions - {Function.COO_JP} | {Function.THIRD_PARTY},
    "stops": (STOP,),
    "end": EndOfService(announced=DAY, last_day=DAY, reason=SAID, alternatives=SAID),
    "calendar": BusinessCalendar(
        opens=dt.time(9), closures=(Closure(first=DAY, last=DAY, reason=SAID),), open_days=frozenset({DAY})
    ),
    "second_session": SecondSession.NEWER_REFUSED,
    "credential_way": CredentialWay.LETTER,
    "allowed_outside": frozenset({Act.WITHDRAW_APPLICATION}),
    "fees": (FEES,),
    "payment": Payment(registration_number="T1234567890123", bank_account=SAID, counter=SAID, days=30, cards=True),
    "one_officer": frozenset({"coo-jp"}),
    "watched": {"KP": SAID},
    "hand_signed": {"EG": SAID},
    "country_names": {"TW": "Taiwan"},
    "targets": Targets(registration=5, application=2),
    "officers_sign": True,
    "retention_years": 7,
    "voucher_years": 10,
    "purge_month": 10,
    "purge_day": 15,
}
RAW = re.compile(r"[a-z]_[a-z]|coo-|\d{4}-\d\d|\bNone\b|\{|\[")
"""What only the program would write."""


def test_every_setting_is_tried_here() -> None:
    assert CHANGED.keys() == ChamberSettings.model_fields.keys()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_told_in_words(name: str, language: str) -> None:
    with speaking(language):
        changes = changes_of(BEFORE, BEFORE.model_copy(update={name: CHANGED[name]}))
        assert changes, f"a change of {name} is not shown"
        for change in changes:
            for text in (change.part, change.label, change.before, change.after):
                assert not RAW.search(text), text
            if language == "ja":
                assert re.search(r"[ぁ-んァ-ヶ一-龠]", change.label + change.part), change


def test_values_stand_under_the_labels_of_their_pages() -> None:
    after = BEFORE.model_copy(update={name: CHANGED[name] for name in ("functions", "fees", "targets", "stops")})
    with speaking("en"):
        told = {(change.part, change.label): (change.before, change.after) for change in changes_of(BEFORE, after)}
    assert told["Functions", "Certificates of origin, Japanese goods"] == ("switched on", "switched off")
    assert told["Functions", "Systems of third parties"] == ("switched off", "switched on")
    assert told["Rules", "Business days to decide on a trade registration"] == ("3", "5")
    price = "From 1 April 2027: Invoice certification: Certificate: Members"
    assert told["Fees", price] == ("", "¥1,100")
    stop = "New applications for certificates: since 1 April 2027, 00:00"
    assert told["Stops and end", f"{stop}: For whom"] == ("", "All organisations")


def test_a_closure_that_was_added_first_moves_no_other() -> None:
    own = Closure(first=DAY, last=DAY + dt.timedelta(days=2), reason=Bilingual(ja="棚卸し"))
    earlier = Closure(first=dt.date(2027, 1, 4), last=dt.date(2027, 1, 4), reason=Bilingual(en="Stocktaking"))
    one, two = (BEFORE.model_copy(update={"calendar": BusinessCalendar(closures=each)}) for each in
                ((own,), (earlier, own)))  # fmt: skip
    with speaking("en"):
        assert [change.after for change in changes_of(one, two)] == ["4 January 2027: Stocktaking"]
