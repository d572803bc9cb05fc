"""Notices that follow from a change of the chamber's service (terms, article 24)."""

from issuance.domain.calendar import japan_date
from issuance.domain.messages import Channel
from issuance.domain.notices.notice import Audience, Importance, NoticeText, checked
from issuance.domain.texts import Bilingual
from issuance.services.notices.desk import post_notice
from issuance.storage.unit import Unit


def announce(unit: Unit, title: Bilingual, text: Bilingual, organisations: frozenset[str]) -> None:
    """Post a notice in the act that it tells of, on the board and by mail; `organisations` empty means all.

    Where a text is in one language alone, it stands for the other one too: no stop waits for a translation.
    """
    post_notice(
        unit,
        checked(
            NoticeText,
            {
                "title": _both(title),
                "body": _both(text),
                "importance": Importance.IMPORTANT,
                "audience": Audience.NAMED if organisations else Audience.ALL,
                "organisations": tuple(sorted(organisations)),
                "first_day": japan_date(unit.now),
                "channels": frozenset({Channel.MAIL}),
            },
        ),
    )


def _both(text: Bilingual) -> Bilingual:
    return Bilingual(ja=text.text("ja"), en=text.text("en"))
