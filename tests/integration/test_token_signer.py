"""A chamber's key that never leaves its token: made in a real SoftHSM2, used through the office's key store."""

import json
from pathlib import Path

import pkcs11
import pytest
from asn1crypto.core import OctetString
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.util.ec import encode_named_curve_parameters

from issuance.errors import KeyStoreError
from issuance.key_store import KeyStore
from issuance.token import TokenAddress, open_token_signer
from signing.errors import SignatureMismatchError
from signing.keys import PublicKey
from signing.prepare import prepare, sign_prepared
from signing.seal import parse_seal
from signing.trust import TrustedKey
from tests.builders import BASE, ChamberWorld, signer_of
from tests.servers.softhsm import Token

WORLD = ChamberWorld()
LABEL = "chamber-tyo-2026"


@pytest.fixture(scope="module")
def token_key(softhsm_token: Token) -> PublicKey:
    """Return the public half of an Ed25519 key that the token generated."""
    token = pkcs11.lib(str(softhsm_token.library)).get_token(token_label=softhsm_token.label)
    with token.open(rw=True, user_pin=softhsm_token.pin) as session:
        parameters = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}, local=True
        )
        public, private = parameters.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=LABEL
        )
        assert private[Attribute.SENSITIVE]
        # CKA_EC_POINT is the key's 32 bytes in a DER octet string.
        return PublicKey(OctetString.load(public[Attribute.EC_POINT]).native)


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


# First of all: once this process is logged in to the token, the token asks for no PIN any more.
def test_a_wrong_pin_is_told(softhsm_token: Token, token_key: PublicKey) -> None:
    with pytest.raises(KeyStoreError, match="does not open"):
        open_token_signer(address(softhsm_token), "0000-wrong", token_key)


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
