"""Who can sign in to the demo, with which secrets: a list beside the demo's certificates, which the start prints.

    note_sign_in(office, SignIn("TYO", "Registrar", "TYO-C000001-3", password, totp_secret))

A demo's passwords are made by chance, once, and stand in no source.
"""

import json
import secrets
from dataclasses import asdict, dataclass

from issuance.errors import IssuanceError
from issuance.files import write_durably
from issuance.office import Office

FILE = "sign-ins.json"
_PASSWORD_BYTES = 9


@dataclass(frozen=True)
class SignIn:
    """One who signs in. `chamber` is the code in the address, `who` says in English what he is; `totp` is in Base32."""

    chamber: str
    who: str
    login: str
    password: str
    totp: str | None = None


def new_password() -> str:
    """Return a password of 12 characters for somebody of the demo."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def sign_ins(office: Office) -> list[SignIn]:
    """Return everybody who was noted, in the order of noting."""
    path = office.config.demo / FILE
    if not path.exists():
        return []
    try:
        return [SignIn(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise IssuanceError(
            f"{path} cannot be read ({error}). Move the demo's folder away and make it anew."
        ) from error


def note_sign_in(office: Office, sign_in: SignIn) -> None:
    """Note somebody, in place of what was noted of the same login."""
    kept = [each for each in sign_ins(office) if each.login != sign_in.login]
    listing = [asdict(each) for each in (*kept, sign_in)]
    data = json.dumps(listing, ensure_ascii=False, indent=1) + "\n"
    write_durably(office.config.demo / FILE, data.encode())
