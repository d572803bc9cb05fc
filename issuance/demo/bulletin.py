"""The demo's bulletin: one notice, which is true. Of availability, which nobody measured, it says nothing."""

import datetime as dt

from issuance.office import Office
from signing.bulletin import Severity

NOTICE = {
    "en": "This is a demonstration. Its certificates are samples and certify nothing.",
    "ja": "これはデモンストレーションです。表示される証明書は見本であり、何も証明しません。",
    "zh": "这是演示系统。其中的证书均为样本，不具有任何证明效力。",
    "es": "Esto es una demostración. Sus certificados son muestras y no certifican nada.",
    "fr": "Ceci est une démonstration. Ses certificats sont des spécimens et ne certifient rien.",
    "ar": "هذا عرض توضيحي. الشهادات المعروضة فيه نماذج ولا تثبت شيئًا.",
}
LASTS = dt.timedelta(days=3650)


def publish_first_bulletin(office: Office) -> None:
    """Publish the notice, once."""
    if office.bulletin_desk.published() is not None:
        return
    # A run that was interrupted between noting and publishing has noted it already.
    if not office.bulletin_desk.draft().notices:
        office.bulletin_notes.add_notice(NOTICE, Severity.INFO, None, office.clock() + LASTS)
    office.bulletin_desk.publish()
