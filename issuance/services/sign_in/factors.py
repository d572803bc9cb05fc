"""Second factors by typed codes: an app's (TOTP, RFC 6238) and recovery codes. Passkeys have `passkeys.py`."""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from segno import make as make_qr

from issuance.domain.sign_in.codes import RECOVERY_CODE_LENGTH, code_of, read_code
from issuance.domain.sign_in.factors import (
    CODE_SECONDS,
    CODE_WINDOW,
    MAX_FACTORS,
    MAX_NAME,
    RECOVERY_CODES,
    Factor,
    FactorKind,
)
from issuance.domain.sign_in.session import SessionEnd
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.sign_in.sessions import end_session
from issuance.storage import factors as rows
from issuance.storage.unit import Unit

_NAME_IN_APP = "OriginSeal"


@dataclass(frozen=True)
class AppSecret:
    """What an app that shows codes is given: to scan (`qr`, an SVG) or to type (`grouped`)."""

    secret: str
    uri: str

    @property
    def grouped(self) -> str:
        """The secret in groups of four, as people type it."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    @property
    def qr(self) -> str:
        """The address as a QR code: an SVG element."""
        svg: str = make_qr(self.uri, error="m").svg_inline(border=4, omitsize=True, dark="#101820", light="#ffffff")
        return svg


class Factors:
    """Sets second factors up, checks their codes, takes them away."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes

    def fresh_secrets(self) -> dict[str, str]:
        """Return what a ceremony holds: a challenge for passkeys (hex), a secret for an app (base 32)."""
        return {"challenge": self._random_bytes(32).hex(), "secret": pyotp.random_base32()}

    def app_secret(self, secret: str, login: str, chamber: str) -> AppSecret:
        """Return what an app is given; `chamber` is shown beside the login in it."""
        uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"{_NAME_IN_APP} {chamber}")
        return AppSecret(secret, uri)

    def add_app(self, unit: Unit, account: str, secret: str, code: str, name: str) -> list[str]:
        """Add an app that has just shown `code`. Return fresh recovery codes where the id had no factor yet, else [].

        Raises `RefusedError` where the code is not the present one.
        """
        step = _step_of(unit, secret, code, after=-1)
        if step is None:
            raise RefusedError(
                _(
                    "This is not the code that the app shows now. See that the phone's clock is right, then type the "
                    "next one."
                )
            )
        first = self.check_room(unit, account)
        key = rows.add_factor(
            unit,
            account,
            FactorKind.CODES,
            {"name": clean_name(name) or _("App for codes"), "secret": secret},
            counter=step,
        )
        unit.record("second_factor.add", f"account:{account}", after={"factor": key, "kind": FactorKind.CODES.value})
        return self.renew_recovery_codes(unit, account) if first else []

    def check_code(self, unit: Unit, account: str, typed: str) -> str | None:
        """Return what a typed code is: `codes` (an app) or `recovery`; None where it is not right. It counts once."""
        for row in rows.rows_of(unit, account):
            if row["kind"] == FactorKind.CODES:
                step = _step_of(unit, rows.secret_of(unit, row)["secret"], typed, after=int(row["counter"]))
                if step is not None and rows.count_up(unit, str(row["id"]), step):
                    return FactorKind.CODES.value
        code = read_code(typed, RECOVERY_CODE_LENGTH)
        if code is not None and rows.use_recovery_code(unit, account, code):
            return "recovery"
        return None

    def renew_recovery_codes(self, unit: Unit, account: str) -> list[str]:
        """Return ten fresh recovery codes to be shown once; the earlier ones end."""
        codes = [
            code_of(self._random_bytes(RECOVERY_CODE_LENGTH), RECOVERY_CODE_LENGTH) for _n in range(RECOVERY_CODES)
        ]
        rows.replace_recovery_codes(unit, account, (code.replace("-", "") for code in codes))
        unit.record("second_factor.recovery_codes", f"account:{account}")
        return codes

    def has_any(self, unit: Unit, account: str) -> bool:
        """Tell whether an id has a second factor."""
        return bool(rows.rows_of(unit, account))

    def of(self, unit: Unit, account: str) -> list[Factor]:
        """Return an id's second factors."""
        return [rows.factor_of(unit, row) for row in rows.rows_of(unit, account)]

    def recovery_codes_left(self, unit: Unit, account: str) -> int:
        """Return how many recovery codes are unused."""
        return rows.count_recovery_codes(unit, account)

    def remove(self, unit: Unit, account: str, key: str, *, must_keep_one: bool) -> None:
        """Remove one factor; raise `RefusedError` for the last one of an id that must have one."""
        if must_keep_one and len(rows.rows_of(unit, account)) < 2:
            raise RefusedError(_("This is the only second factor, and your id must have one: add another one first."))
        if not rows.remove_factor(unit, account, key):
            raise RefusedError(_("This second factor has been removed already."))
        unit.record("second_factor.remove", f"account:{account}", before={"factor": key})

    def reset(self, unit: Unit, account: str) -> None:
        """Remove all factors of an id that has lost them, and end its session; staff set one up at the next sign-in."""
        count = rows.remove_all(unit, account)
        end_session(unit, account, SessionEnd.CREDENTIAL)
        unit.record("second_factor.reset", f"account:{account}", before={"factors": count})

    def check_room(self, unit: Unit, account: str) -> bool:
        """Tell whether an id has no factor yet; raise `RefusedError` where it has as many as it may."""
        count = len(rows.rows_of(unit, account))
        if count >= MAX_FACTORS:
            raise RefusedError(_("An id has %(most)s second factors at most: remove one first.", most=MAX_FACTORS))
        return count == 0


def clean_name(typed: str) -> str:
    """Return a factor's name as a list can show it: one line of printable characters."""
    return "".join(c for c in typed if c.isprintable()).strip()[:MAX_NAME]


def _step_of(unit: Unit, secret: str, typed: str, *, after: int) -> int | None:
    """Return the time step whose code was typed, None where it is none of the window's or not later than `after`."""
    code = "".join(typed.split())
    if not (len(code) == 6 and code.isdecimal()):
        return None
    # Digits of other scripts (full-width, Arabic) are digits all the same.
    code = f"{int(code):06}"
    now = int(unit.now.timestamp()) // CODE_SECONDS
    for step in range(now - CODE_WINDOW, now + CODE_WINDOW + 1):
        if pyotp.utils.strings_equal(pyotp.TOTP(secret).at(step * CODE_SECONDS), code) and step > after:
            return step
    return None
