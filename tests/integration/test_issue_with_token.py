"""A chamber's key lies in a PKCS#11 token; a certificate is issued with it from end to end."""

import json

import pytest

from issuance.files import write_durably
from issuance.key_store import KeyStore
from issuance.trust.trust_list import current_trust_list, key_of_year, with_key, with_key_state
from signing.content import Kind
from signing.keys import PublicKey
from signing.record import parse_record
from signing.seal import parse_seal
from signing.trust import KeyRole, KeyState
from tests.builders import NOW
from tests.offices import PASSPHRASE, Installation, numbered_request
from tests.servers.softhsm import Token, generate_key

LABEL = "TYO-2026"


@pytest.fixture
def public_key(any_installation: Installation, softhsm_token: Token) -> PublicKey:
    """Put the token's key in the place of the chamber's key file, in the trust list and in the key folder."""
    made = PublicKey(generate_key(softhsm_token, LABEL))
    with any_installation.open() as office:
        trust_list = office.trust_list()
        (old,) = [key for key in trust_list.keys if key.role is KeyRole.CHAMBER]
        changed = with_key(
            with_key_state(trust_list, old, KeyState.RETIRED), key_of_year(made, "TYO", 2026, tuple(Kind))
        )
        office.trust_office.publish_targets({"trust-list.json": changed.encode()}, NOW)
        assert office.trust_list() == changed == current_trust_list(office.trust_office)
    address = {"library": str(softhsm_token.library), "token": softhsm_token.label, "label": LABEL}
    folder = any_installation.config.keys / "chambers" / "TYO"
    write_durably(folder / f"{made.key_id.hex()}.token.json", json.dumps(address).encode())
    return made


def test_a_certificate_is_sealed_and_recorded_by_a_token(
    any_installation: Installation, softhsm_token: Token, public_key: PublicKey
) -> None:
    any_installation.keys = KeyStore(any_installation.config.keys, PASSPHRASE, token_pin=softhsm_token.pin)
    with any_installation.open(real_paper=True) as office:
        entry = office.issuing.issue(numbered_request(1))
        base = office.trust_list().base
        found = office.reader.by_sid(entry.sid or b"")

    assert found is not None
    parse_seal(found.seal).verify(public_key, base)
    parse_record(found.records[0]).verify(public_key, base)
