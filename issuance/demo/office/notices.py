"""What the demo makes known: notices in every state, two versions of the terms, a pause that was announced."""

import datetime as dt

from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.ids import FEDERATION
from issuance.domain.notices.notice import NoticeText, checked
from issuance.domain.notices.pauses import PauseText
from issuance.domain.notices.terms import TermsText
from issuance.office import Office

_JOB = "demo"
_DAY = dt.timedelta(days=1)

_TERMS_JA = """第1条(目的)
本規約は、貿易関係証明のオンライン発給サービスの利用条件を定めます。(見本)

第5条(本規約の変更)
変更は、効力発生日の{days}日前までに本システム上に掲示します。

第6条(通知)
通知は、本システム上の掲示、電子メールまたはFAXによって行います。"""

_TERMS_EN = """Article 1 (Purpose)
These terms govern the use of the online issuance service for trade certificates. (Sample)

Article 5 (Changes)
A change is posted in the system at least {days} days before it takes effect.

Article 6 (Notices)
Notices are posted in the system, or sent by e-mail or fax."""


def make_notices(office: Office, say: object = None) -> None:
    """Make the notices, terms and pause, once."""
    del say
    chamber, federation = Actor.job(CHAMBER, _JOB), Actor.job(FEDERATION, _JOB)
    if office.postings.notices.all(chamber):
        return
    _make_terms(office, chamber)
    _make_notices(office, chamber, federation)
    begins = japan_midnight(japan_date(office.clock()) + 10 * _DAY) + dt.timedelta(hours=22)
    values = {
        "begins": begins,
        "ends": begins + dt.timedelta(hours=6),
        "ground": "maintenance",
        "reason": {
            "ja": "サーバー機器の更新のため、全商工会議所のシステムを休止します。",
            "en": "Servers are replaced.",
        },
    }
    office.postings.pause_desk.announce(federation, checked(PauseText, values))


def _make_notices(office: Office, chamber: Actor, federation: Actor) -> None:
    today = japan_date(office.clock())
    desk = office.postings.notices
    busy = {
        "title": {"ja": "年末の窓口混雑について", "en": "Counters are busy before year-end"},
        "body": {
            "ja": "12月下旬は窓口と審査が混み合います。\n証明書がお入り用の方は、お早めに申請してください。",
            "en": "Counters and review are busy in late December.\nPlease apply early for what you need.",
        },
        "first_day": today,
        "channels": ["mail"],
    }
    agents = {
        "title": {"ja": "代行業者の皆さまへ: サブIDの確認のお願い", "en": "To agents: please check your sub ids"},
        "body": {"ja": "使っていないサブIDは失効させてください。", "en": "Please close sub ids that nobody uses."},
        "first_day": today,
        "audience": "agents",
    }
    draft = {
        "title": {"ja": "年始の業務開始日（下書き）", "en": "First business day of the year (draft)"},
        "body": {"ja": "1月4日から業務を開始します。", "en": "We open again on 4 January."},
        "first_day": today,
    }
    form = {
        "title": {"ja": "証明書の様式について", "en": "The form of certificates"},
        "body": {
            "ja": "二次元コードから、どなたでも証明書を確認できます。",
            "en": "By the two-dimensional code, anybody can check a certificate.",
        },
        "first_day": today,
        "importance": "important",
    }
    for actor, values in ((chamber, busy), (chamber, agents), (federation, form)):
        desk.post(actor, desk.write(actor, checked(NoticeText, values)), 1)
    desk.write(chamber, checked(NoticeText, draft))


def _make_terms(office: Office, chamber: Actor) -> None:
    today = japan_date(office.clock())
    desk = office.postings.terms
    first = {"minor": True, "harmless": True, "reason": "First posting in this system"}
    for days, effective_on, more in ((30, today, first), (14, today + 30 * _DAY, {})):
        values = {
            "name": f"{effective_on:%Y-%m}",
            "ja": _TERMS_JA.format(days=days),
            "en": _TERMS_EN.format(days=days),
            "effective_on": effective_on,
            **more,
        }
        desk.post(chamber, desk.write(chamber, checked(TermsText, values)), 1)
