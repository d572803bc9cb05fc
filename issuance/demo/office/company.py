"""A company of the demo: what it typed into its registration, and the files that it handed in."""

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw
from stdnum.jp import cn

from issuance.domain.calendar import japan_date
from issuance.domain.registration.pledge import VERSION

_NUMBERS_FROM = 990000000000
"""Corporate numbers of no company: they begin where none was given out."""


@dataclass(frozen=True)
class Company:
    """Its names without the words for a company limited by shares."""

    sequence: int
    name: str
    kana: str
    english: str
    capacities: tuple[str, ...] = ("applicant",)

    @property
    def name_ja(self) -> str:
        """The name as registered."""
        return f"{self.name}株式会社"

    @property
    def name_en(self) -> str:
        """The name as printed."""
        return f"{self.english} Co., Ltd."

    @property
    def mail(self) -> str:
        """The contact's address."""
        return f"trade{self.sequence}@example.co.jp"

    @property
    def token(self) -> str:
        """What tells that it was made already."""
        return f"demo-{self.sequence}"

    @property
    def corporate_number(self) -> str:
        """A number that is formally right."""
        body = str(_NUMBERS_FROM + self.sequence)
        return f"{cn.calc_check_digit(body)}{body}"


def written(company: Company, now: dt.datetime, signature: str, paper: str) -> dict[str, Any]:
    """Return all that it typed, its papers issued on the day; `signature` and `paper` are uploads."""
    issued = japan_date(now).isoformat()
    return {
        "organisation": {
            "form": "corporation",
            "capacities": list(company.capacities),
            "name_ja": company.name_ja,
            "name_kana": f"{company.kana} カブシキガイシャ",
            "name_en": company.name_en,
            "corporate_number": company.corporate_number,
            "representative_ja": "見本 太郎",
            "representative_kana": "ミホン タロウ",
            "representative_en": "Taro Mihon",
            "representative_title": "代表取締役",
            "member": "yes" if company.sequence % 2 else "no",
            "member_number": f"T-{company.sequence:06d}" if company.sequence % 2 else "",
        },
        "addresses": {
            "postal_code": "100-0005",
            "address_ja": f"東京都千代田区見本町{company.sequence}丁目1番1号",
            "address_en": f"1-1, Mihoncho {company.sequence}-chome, Chiyoda-ku, Tokyo, Japan",
            "letters_elsewhere": "no",
        },
        "contacts": {
            "person": "佐藤 花子",
            "person_kana": "サトウ ハナコ",
            "department": "貿易部",
            "phone": "03-3283-7500",
            "mail": company.mail,
            "language": "ja",
        },
        "signatories": [
            {
                "key": f"{company.sequence:016x}",
                "name_ja": "鈴木 一郎",
                "name_kana": "スズキ イチロウ",
                "name_en": "Ichiro Suzuki",
                "title_ja": "貿易部長",
                "title_en": "Manager, Trade Department",
                "mail": f"suzuki{company.sequence}@example.co.jp",
                "specimen": signature,
            }
        ]
        if "applicant" in company.capacities
        else [],
        "papers": [
            {"kind": kind, "upload": paper, "filename": "paper.png", "issued": issued}
            for kind in ("registry extract", "seal certificate")
        ],
        "pledge": {"agreed": "yes", "name": "見本 太郎", "version": VERSION},
    }


def specimen(what: str) -> io.BytesIO:
    """Return a picture of a signature or of a paper, as PNG."""
    return io.BytesIO(_drawn(what))


@cache
def _drawn(what: str) -> bytes:
    size = (600, 200) if what == "signature" else (620, 877)
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    if what == "signature":
        curve = [(60 + 12 * n, 100 + (-1) ** n * (70 - n)) for n in range(40)]
        draw.line(curve, fill=30, width=5, joint="curve")
    else:
        draw.rectangle((40, 40, 580, 837), outline=60, width=3)
        draw.text((230, 80), "SPECIMEN OF A PAPER", fill=30)
        for n in range(20):
            draw.line((80, 160 + 30 * n, 540 - 20 * (n % 4), 160 + 30 * n), fill=150, width=4)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
