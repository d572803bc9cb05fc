"""A chamber's key that never leaves its token: made in a real SoftHSM2, used through the office's key store."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from issuance.errors import KeyStoreError
from issuance.key_store import KeyStore
from issuance.token import TokenAddress, open_token_signer
from signing.errors import SignatureMismatchError
from signing.keys import PublicKey
from signing.prepare import prepare, sign_prepared
from signing.seal import parse_seal
from signing.trust import TrustedKey
from tests.builders import BASE, ChamberWorld, signer_of
from tests.servers.softhsm import Token, generate_key

WORLD = ChamberWorld()
LABEL = "chamber-tyo-2026"


@pytest.fixture(scope="module")
def token_key(softhsm_token: Token) -> PublicKey:
    """Return the public half of an Ed25519 key that the token generated."""
    return PublicKey(generate_key(softhsm_token, LABEL))


def key_store(folder: Path, token: Token, key: PublicKey, pin: str | None) -> tuple[KeyStore, TrustedKey]:
    """Return a key store whose one key lies in the token, and the key as a trust list has it."""
    chamber = folder / "chambers" / "TYO"
    chamber.mkdir(parents=True)
    address = {"library": str(token.library), "token": token.label, "label": LABEL}
    (chamber / f"{key.key_id.hex()}.token.json").write_text(json.dumps(address), encoding="utf-8")
    trusted = TrustedKey.model_validate(WORLD.trusted_key.model_dump() | {"public_key": key.raw.hex()})
    return KeyStore(folder, b"", token_pin=pin), trusted


def address(softhsm: Token, **changes: str) -> TokenAddress:
    return TokenAddress(**{"library": str(softhsm.library), "token": softhsm.label, "label": LABEL} | changes)


def test_a_wrong_pin_is_told(softhsm_token: Token, token_key: PublicKey) -> None:
    """In a process of its own: a process that is logged in to the token is asked for no PIN any more."""
    program = (
        "import sys; from issuance.token import TokenAddress, open_token_signer; from signing.keys import PublicKey\n"
        "library, token, label, key = sys.argv[1:]\n"
        "open_token_signer(TokenAddress(library, token, label), '0000-wrong', PublicKey(bytes.fromhex(key)))"
    )
    arguments = [str(softhsm_token.library), softhsm_token.label, LABEL, token_key.raw.hex()]
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert "KeyStoreError" in ended.stderr
    assert "does not open" in ended.stderr


def test_a_seal_signed_in_the_token_verifies(tmp_path: Path, softhsm_token: Token, token_key: PublicKey) -> None:
    store, trusted = key_store(tmp_path, softhsm_token, token_key, softhsm_token.pin)
    trust_list = WORLD.trust_list.model_copy(update={"keys": (trusted,)})
    chosen, signer = store.chamber_key(trust_list, "TYO", WORLD.today)
    assert chosen == trusted
    prepared = prepare(WORLD.fields(1), key=chosen, base=BASE, today=WORLD.today)
    seal = sign_prepared(prepared, signer)
    parse_seal(seal).verify(token_key, BASE)
    assert sign_prepared(prepared, signer) == seal


def test_without_its_pin_the_token_stays_shut(tmp_path: Path, softhsm_token: Token, token_key: PublicKey) -> None:
    store, trusted = key_store(tmp_path, softhsm_token, token_key, None)
    trust_list = WORLD.trust_list.model_copy(update={"keys": (trusted,)})
    with pytest.raises(KeyStoreError, match="ISSUANCE_TOKEN_PIN_FILE"):
        store.chamber_key(trust_list, "TYO", WORLD.today)


@pytest.mark.parametrize("changes", [{"library": "/nowhere.so"}, {"token": "nobody's"}, {"label": "no such key"}])
def test_an_address_that_leads_nowhere_is_told(
    softhsm_token: Token, token_key: PublicKey, changes: dict[str, str]
) -> None:
    with pytest.raises(KeyStoreError) as refusal:
        open_token_signer(address(softhsm_token, **changes), softhsm_token.pin, token_key)
    assert str(refusal.value).endswith(".")


def test_a_token_that_holds_another_key_than_the_trust_list_is_noticed(
    softhsm_token: Token, token_key: PublicKey
) -> None:
    signer = open_token_signer(address(softhsm_token), softhsm_token.pin, signer_of("another").public_key)
    with pytest.raises(SignatureMismatchError):
        signer.sign(b"a seal")


def test_two_stores_share_one_token(tmp_path: Path, softhsm_token: Token, token_key: PublicKey) -> None:
    """A process may open the token twice, as two jobs of one office do."""
    for _ in range(2):
        signer = open_token_signer(address(softhsm_token), softhsm_token.pin, token_key)
        token_key.verify(signer.sign(b"a seal"), b"a seal")
