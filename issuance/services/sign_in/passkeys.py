"""Passkeys (WebAuthn): set up, used as a second factor, or alone in place of login and password."""

import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import RowMapping
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, encode_cbor
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from issuance.domain.accounts import Account
from issuance.domain.sign_in.factors import FactorKind
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.sign_in.factors import Factors, clean_name
from issuance.storage import factors as rows
from issuance.storage.unit import Unit

_MAX_CREDENTIAL = 16 * 1024
"""Characters of JSON that a browser may send as a credential; real ones have one or two thousand."""

_MAX_NAME = 256

_UNUSABLE = (WebAuthnException, ValueError, KeyError, IndexError, TypeError, EOFError)
"""What the library raises for answers that no device gives: not all of it is its own kind of error."""

_NOT_TAKEN = N_("The browser's answer could not be used. Try once more, or use another way.")


class Passkeys:
    """Makes options for browsers and checks what they answer. `site` is the address of the office that browsers see."""

    def __init__(self, factors: Factors, site: str) -> None:
        self._factors = factors
        self._site = site
        self._host = urlsplit(site).hostname or ""
        self._nobodys = _key_of_nobody()

    @property
    def is_possible(self) -> bool:
        """Tell whether browsers offer passkeys for the site: it needs a name, an address of figures has none."""
        return not self._host.replace(".", "").isdecimal() and ":" not in self._host

    def creation_options(self, unit: Unit, held: Account, challenge: bytes) -> str:
        """Return the options with which a browser makes a passkey, as JSON."""
        options = generate_registration_options(
            rp_id=self._host,
            rp_name="OriginSeal",
            user_id=f"{unit.chamber}/{held.id}".encode(),
            user_name=held.login,
            user_display_name=held.person.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=self._known(unit, held.id),
        )
        return options_to_json(options)

    def request_options(self, challenge: bytes, unit: Unit | None = None, account: str | None = None) -> str:
        """Return the options with which a browser uses a passkey: one of an account, or any where none is named."""
        known = self._known(unit, account) if unit is not None and account is not None else []
        alone = UserVerificationRequirement.REQUIRED
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            allow_credentials=known,
            user_verification=UserVerificationRequirement.PREFERRED if known else alone,
        )
        return options_to_json(options)

    def add(self, unit: Unit, held: Account, challenge: bytes, credential: str, name: str) -> list[str]:
        """Add the passkey that a browser has made; return recovery codes where the id had no factor yet, else []."""
        try:
            made = verify_registration_response(
                credential=_read(credential),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._site,
            )
        except _UNUSABLE as error:
            raise RefusedError(_(_NOT_TAKEN)) from error
        if rows.find_passkey(unit, made.credential_id) is not None:
            raise RefusedError(_("This passkey is set up already."))
        first = self._factors.check_room(unit, held.id)
        secret = {
            "name": clean_name(name) or _("Passkey"),
            "credential": made.credential_id.hex(),
            "public_key": made.credential_public_key.hex(),
        }
        key = rows.add_factor(
            unit, held.id, FactorKind.PASSKEY, secret, counter=made.sign_count, passkey=made.credential_id
        )
        unit.record("second_factor.add", f"account:{held.id}", after={"factor": key, "kind": FactorKind.PASSKEY.value})
        return self._factors.renew_recovery_codes(unit, held.id) if first else []

    def check(self, unit: Unit, challenge: bytes, credential: str, account: str | None) -> str | None:
        """Return the account whose passkey signed the challenge, None where none did.

        With `account` it must be one of its own; without, its holder must have proved himself to the device as well.
        """
        try:
            answer = _read(credential)
        except RefusedError:
            return None
        row = rows.find_passkey(unit, _credential_id(answer))
        mine = row is not None and account in (None, row["account"])
        # A signature is checked in any case, with nobody's key where there is none: so it takes as long.
        key = bytes.fromhex(rows.secret_of(unit, row)["public_key"]) if row is not None and mine else self._nobodys
        count = int(row["counter"]) if row is not None and mine else 0
        used = self._signed(challenge, answer, key, count, verified=account is None)
        if row is None or not mine or used is None:
            return None
        return str(row["account"]) if _count_up(unit, row, used) else None

    def _signed(
        self, challenge: bytes, answer: dict[str, Any], key: bytes, count: int, *, verified: bool
    ) -> int | None:
        """Return the count that a rightly signed answer brings, None for any other answer."""
        try:
            used = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._site,
                credential_public_key=key,
                credential_current_sign_count=count,
                require_user_verification=verified,
            )
        except _UNUSABLE:
            return None
        return used.new_sign_count

    def _known(self, unit: Unit, account: str) -> list[PublicKeyCredentialDescriptor]:
        passkeys = [row for row in rows.rows_of(unit, account) if row["kind"] == FactorKind.PASSKEY]
        ids = (bytes.fromhex(rows.secret_of(unit, row)["credential"]) for row in passkeys)
        return [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in ids]


def credential_named(credential: str) -> str:
    """Return the passkey that a browser's answer names, under which attempts with it are counted; any text has one."""
    try:
        return _credential_id(_read(credential)).hex()[:_MAX_NAME]
    except RefusedError:
        return ""


def _count_up(unit: Unit, row: RowMapping, count: int) -> bool:
    """Note that a passkey was used; False where it was at that count or a later one already. Some never count."""
    if count == 0:
        rows.note_used(unit, str(row["id"]))
        return True
    return rows.count_up(unit, str(row["id"]), count)


def _key_of_nobody() -> bytes:
    """Return a public key whose private one is thrown away, in the form of passkeys (COSE, ES256)."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    # RFC 9053, section 7.1.1: key type 2 (two coordinates), algorithm -7 (ES256), curve 1 (P-256).
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})


def _read(credential: str) -> dict[str, Any]:
    """Return what a browser sent; raise `RefusedError` for what no browser sends."""
    try:
        answer = json.loads(credential) if len(credential) <= _MAX_CREDENTIAL else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("rawId"), str):
        raise RefusedError(_(_NOT_TAKEN))
    return answer


def _credential_id(answer: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(answer["rawId"])
    except ValueError:
        return b""
