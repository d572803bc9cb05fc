"""The key store: which key is taken, and what is told where one is missing, locked or damaged."""

import datetime as dt
import json
from pathlib import Path

import pytest

from issuance.errors import KeyStoreError
from issuance.key_store import KeyStore
from issuance.trust.trust_list import key_of_year
from signing.content import Kind
from signing.trust import KeyState, TrustedKey, TrustList
from tests.builders import signer_of, trust_list
from tests.offices import Installation

DAY = dt.date(2026, 3, 10)


def listing(*keys: TrustedKey) -> TrustList:
    return trust_list(2026).model_copy(update={"keys": keys})


def key_of(label: str, year: int) -> TrustedKey:
    return key_of_year(signer_of(label).public_key, "TYO", year, tuple(Kind))


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    made = KeyStore(tmp_path, b"secret")
    for label in ("TYO", "TYO 2027"):
        made.add_chamber_key("TYO", signer_of(label))
    return made


def test_of_two_keys_in_their_month_of_overlap_the_newer_signs(store: KeyStore) -> None:
    both = listing(key_of("TYO", 2026), key_of("TYO 2027", 2027))
    assert store.chamber_key(both, "TYO", dt.date(2026, 12, 31))[1].public_key == signer_of("TYO").public_key
    assert store.chamber_key(both, "TYO", dt.date(2027, 1, 15))[1].public_key == signer_of("TYO 2027").public_key


def test_a_key_file_is_its_owners_alone_and_encrypted(store: KeyStore, tmp_path: Path) -> None:
    files = list((tmp_path / "chambers" / "TYO").iterdir())
    assert len(files) == 2
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0
        assert b"ENCRYPTED" in file.read_bytes()


@pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.COMPROMISED])
def test_a_key_that_is_no_longer_active_does_not_sign(store: KeyStore, state: KeyState) -> None:
    ended = key_of("TYO", 2026).model_copy(update={"state": state})
    with pytest.raises(KeyStoreError, match=r"no active key for 2026-03-10. Add one"):
        store.chamber_key(listing(ended), "TYO", DAY)


def test_no_chamber_signs_with_anothers_key(store: KeyStore) -> None:
    with pytest.raises(KeyStoreError, match="OSA has no active key"):
        store.chamber_key(listing(key_of("TYO", 2026)), "OSA", DAY)


def test_a_wrong_passphrase_is_told(store: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="passphrase is wrong or the file is damaged"):
        KeyStore(tmp_path, b"Secret").chamber_key(listing(key_of("TYO", 2026)), "TYO", DAY)


def test_a_lost_key_file_is_told_apart_from_a_key_that_was_never_made(store: KeyStore) -> None:
    store.destroy_chamber_key("TYO", signer_of("TYO").public_key)
    with pytest.raises(KeyStoreError, match=r"private half .* is not in .* restore it"):
        store.chamber_key(listing(key_of("TYO", 2026)), "TYO", DAY)


def test_a_file_with_another_key_is_told(store: KeyStore, tmp_path: Path) -> None:
    folder = tmp_path / "chambers" / "TYO"
    ids = [signer_of(label).public_key.key_id.hex() for label in ("TYO", "TYO 2027")]
    (folder / f"{ids[1]}.pem").replace(folder / f"{ids[0]}.pem")
    with pytest.raises(KeyStoreError, match="holds another key"):
        store.chamber_key(listing(key_of("TYO", 2026)), "TYO", DAY)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", json.dumps({"library": "x"}), json.dumps({"slot": 1, "token": "t", "label": "l"})]
)
def test_a_garbled_token_file_is_told(tmp_path: Path, text: str) -> None:
    key = key_of("TYO", 2026)
    folder = tmp_path / "chambers" / "TYO"
    folder.mkdir(parents=True)
    (folder / f"{key.key_id.hex()}.token.json").write_text(text)
    with pytest.raises(KeyStoreError, match=r'should hold {"library", "token", "label"}'):
        KeyStore(tmp_path, b"secret").chamber_key(listing(key), "TYO", DAY)


def test_a_token_without_its_pin_or_its_library_is_told(tmp_path: Path) -> None:
    key = key_of("TYO", 2026)
    folder = tmp_path / "chambers" / "TYO"
    folder.mkdir(parents=True)
    address = {"library": "/nowhere/pkcs11.so", "token": "hsm", "label": "TYO-2026"}
    (folder / f"{key.key_id.hex()}.token.json").write_text(json.dumps(address))
    with pytest.raises(KeyStoreError, match="needs its PIN: set ISSUANCE_TOKEN_PIN_FILE"):
        KeyStore(tmp_path, b"secret").chamber_key(listing(key), "TYO", DAY)
    with pytest.raises(KeyStoreError, match="'TYO-2026' in the token 'hsm' does not open"):
        KeyStore(tmp_path, b"secret", token_pin="1234").chamber_key(listing(key), "TYO", DAY)


@pytest.mark.parametrize("damage", ["missing", "garbage", "passphrase"])
def test_a_pdf_key_that_does_not_open_is_told(sqlite_installation: Installation, damage: str) -> None:
    config = sqlite_installation.config
    file = config.keys / "pdf" / "TYO" / "2026.pem"
    if damage == "missing":
        file.unlink()
    if damage == "garbage":
        file.write_bytes(b"nothing")
    passphrase = b"wrong" if damage == "passphrase" else b"test passphrase"
    with pytest.raises(KeyStoreError, match=r"TYO.* 2026 cannot be (read|opened)"):
        KeyStore(config.keys, passphrase).pdf_signer("TYO", 2026)
