"""The demo's chambers: Tokyo, whose certificates are the samples, and Osaka beside it, with settings of their own."""

import datetime as dt
from collections.abc import Callable

from issuance.demo.profile import CHAMBER, PROFILE
from issuance.domain.actor import Actor
from issuance.domain.settings import CertificateFee, ChamberSettings, FeeTable, Payment, Price
from issuance.domain.settings.chamber import Contact, Texts
from issuance.domain.texts import Bilingual
from issuance.office import Office
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from signing.content import Kind

OSAKA = "OSA"

FEES = FeeTable(
    valid_from=dt.date(2026, 1, 1),
    certificates={
        kind.slug: CertificateFee(
            first=Price(member=1_000, other=2_000),
            each_copy=Price(member=100, other=200),
            rush=Price(member=500, other=500),
        )
        for kind in Kind
    },
    system=Price(member=100, other=100),
    system_agent=Price(member=100, other=100),
)

PAYMENT = Payment(
    registration_number="T0000000000000",
    bank_account=Bilingual(
        ja="みほん銀行 丸の内支店 普通 0000000\nトウキヨウミホンシヨウコウカイギシヨ",
        en="Mihon Bank, Marunouchi branch, ordinary account 0000000",
    ),
    counter=Bilingual(ja="証明センター窓口 9:00～16:30", en="Counter of the Certification Centre, 9:00 to 16:30"),
)

SETTINGS = {
    CHAMBER: ChamberSettings(
        names=Bilingual(ja="東京見本商工会議所", en="Demonstration Chamber of Commerce and Industry, Tokyo"),
        address=Bilingual(
            ja="〒100-0000 東京都千代田区見本町1-1", en="1-1 Example-cho, Chiyoda-ku\nTokyo 100-0000\nJapan"
        ),
        contact=Contact(
            department=Bilingual(ja="証明センター", en="Certification Centre"),
            mail="certificates@tokyo.example",
            phone="03-0000-0000",
            fax="03-0000-0001",
        ),
        texts=Texts(
            welcome=Bilingual(
                ja="これはデモンストレーションです。原産地証明、インボイス証明、サイン証明をオンラインで申請いただけます。",
                en="This is a demonstration. Apply here for certificates of origin, invoice certifications and "
                "signature certifications.",
            )
        ),
        fees=(FEES,),
        payment=PAYMENT,
    ),
    OSAKA: ChamberSettings(
        names=Bilingual(ja="大阪見本商工会議所", en="Demonstration Chamber of Commerce and Industry, Osaka"),
        address=Bilingual(
            ja="〒540-0000 大阪府大阪市中央区見本町2-2", en="2-2 Example-cho, Chuo-ku\nOsaka 540-0000\nJapan"
        ),
        contact=Contact(mail="certificates@osaka.example", phone="06-0000-0000"),
    ),
}


def make_chambers(office: Office, say: Callable[[str], None]) -> None:
    """Let the demo's chambers be there, and set what each would have set for itself."""
    if OSAKA not in office.settings_directory.codes():
        officer = "Kenji Umeda"
        office.store.save_profile(
            PROFILE.model_copy(update={"code": OSAKA, "place": "Osaka", "certifying_officer": officer})
        )
    for code, settings in SETTINGS.items():
        with office.units.act(Actor.job(code, "demo")) as unit:
            if newest_settings(unit).version == NOTHING_SET:
                add_settings(unit, NOTHING_SET + 1, settings)
                unit.record("settings.change", "settings:1", after={"names": settings.names.model_dump()})
                say(f"Set up the chamber {code}.")
