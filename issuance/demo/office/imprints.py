"""The demo's pictures on papers: Tokyo's seal and its approver's signature, and a seal that waits to be confirmed."""

import datetime as dt
import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from issuance.demo.office.company import specimen
from issuance.demo.office.sign_ins import sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind
from issuance.domain.imprints import Printed
from issuance.office import Office
from issuance.storage.accounts import find_accounts
from issuance.storage.imprints import imprints
from issuance.storage.tables.accounts import account

VERMILION = (196, 42, 32, 255)
_EDGE = 720


def make_imprints(office: Office, say: Callable[[str], None]) -> None:
    """Hand in and confirm what is missing, as Tokyo's own people."""
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        if imprints(unit):
            return
        today = japan_date(unit.now)
    first, second = _clerk(office, "Administrator of the chamber"), _clerk(office, "Second administrator")
    approver, desk = _clerk(office, "Approver"), office.imprints.desk
    seal = desk.propose_seal(first, seal_picture("TYO"), "seal.png", today)
    desk.confirm(second, seal.id, seal.version)
    signed = Printed("Haruka Ishibashi", "Certifying Officer")
    signature = desk.propose_signature(approver, specimen("signature"), "signature.png", signed)
    desk.confirm(first, signature.id, signature.version)
    desk.propose_seal(first, seal_picture("TOKYO"), "new-seal.png", today + dt.timedelta(days=30))
    say(f"Confirmed the seal of {CHAMBER} and the signature of its approver; another seal waits to be confirmed.")


def seal_picture(words: str) -> io.BytesIO:
    """Return the picture of a square seal on nothing, as PNG."""
    image = Image.new("RGBA", (_EDGE, _EDGE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((12, 12, _EDGE - 13, _EDGE - 13), radius=60, outline=VERMILION, width=34)
    draw.rounded_rectangle((66, 66, _EDGE - 67, _EDGE - 67), radius=36, outline=VERMILION, width=8)
    font = ImageFont.load_default(size=_EDGE * 0.9 / len(words))
    draw.text((_EDGE / 2, _EDGE / 2), words, fill=VERMILION, font=font, anchor="mm")
    output = io.BytesIO()
    image.save(output, "PNG")
    return io.BytesIO(output.getvalue())


def _clerk(office: Office, who: str) -> Actor:
    login = next(each.login for each in sign_ins(office) if (each.chamber, each.who) == (CHAMBER, who))
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        held = find_accounts(unit, account.c.login == login)[0]
    return Actor(CHAMBER, held.login, held.id, IdKind.STAFF)
