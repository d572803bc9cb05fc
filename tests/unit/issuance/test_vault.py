"""The vault: what lies encrypted, and what is refused when it is opened."""

from pathlib import Path

import pytest

from issuance.errors import KeyStoreError, StorageError
from issuance.vault import Vault, add_key

DOCUMENT = b"%PDF-1.7 the original of Sakura Trading"
NAME = "TYO26000001AAAAAAA0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    add_key(tmp_path, 1, b"secret")
    return tmp_path


def test_what_was_encrypted_comes_back_and_shows_nothing_meanwhile(folder: Path) -> None:
    stored = Vault.open(folder, b"secret").encrypt(DOCUMENT, NAME)

    assert b"PDF" not in stored
    assert b"Sakura" not in stored
    assert Vault.open(folder, b"secret").decrypt(stored, NAME) == DOCUMENT


def test_a_newer_key_encrypts_and_the_older_one_still_opens(folder: Path) -> None:
    old = Vault.open(folder, b"secret").encrypt(DOCUMENT, NAME)
    add_key(folder, 2, b"secret")

    vault = Vault.open(folder, b"secret")

    assert vault.encrypt(DOCUMENT, NAME)[4] == 2
    assert vault.decrypt(old, NAME) == DOCUMENT


def test_another_documents_bytes_do_not_stand_in(folder: Path) -> None:
    vault = Vault.open(folder, b"secret")
    with pytest.raises(StorageError, match="damaged or another one's"):
        vault.decrypt(vault.encrypt(DOCUMENT, NAME), "TYO26000002AAAAAAA0")


def test_every_changed_byte_and_every_cut_is_noticed(folder: Path) -> None:
    vault = Vault.open(folder, b"secret")
    stored = vault.encrypt(DOCUMENT, NAME)
    for position in range(len(stored)):
        damaged = stored[:position] + bytes([stored[position] ^ 1]) + stored[position + 1 :]
        for data in (damaged, stored[:position]):
            with pytest.raises(StorageError):
                vault.decrypt(data, NAME)


def test_a_wrong_passphrase_is_told(folder: Path) -> None:
    with pytest.raises(KeyStoreError, match="passphrase is wrong or the file is damaged"):
        Vault.open(folder, b"Secret")


@pytest.mark.parametrize("content", [b"", b"short", bytes(200)])
def test_a_damaged_key_file_is_told(folder: Path, content: bytes) -> None:
    (folder / "1.key").write_bytes(content)
    with pytest.raises(KeyStoreError, match="damaged"):
        Vault.open(folder, b"secret")


def test_a_vault_without_a_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="has no key"):
        Vault.open(tmp_path / "nothing", b"secret")


def test_files_of_something_else_beside_the_keys_are_left_alone(folder: Path) -> None:
    (folder / "notes.key").write_text("not a key")
    Vault.open(folder, b"secret")
