"""What a document store promises, in a folder and in an S3 bucket."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from register.documents import DocumentStore
from register.errors import DocumentError
from tests.servers.s3 import Bucket

PAGE = b"\x89PNG a watermarked page"
SHA256 = hashlib.sha256(PAGE).hexdigest()
LIMIT = 1000

Alter = Callable[[bytes], None]


@pytest.fixture(params=["folder", "s3"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    if kind == "folder":
        return DocumentStore.open(f"file://{tmp_path}/documents")
    bucket: Bucket = request.getfixturevalue("s3_bucket")
    return DocumentStore.open(f"{bucket.url}/published/pages", s3_options(bucket))


def s3_options(bucket: Bucket) -> dict[str, object]:
    return {
        "key": bucket.access_key,
        "secret": bucket.secret_key,
        "endpoint_url": bucket.endpoint_url,
        "client_kwargs": {"region_name": bucket.region},
    }


@pytest.fixture
def alter(kind: str, store: DocumentStore, tmp_path: Path) -> Alter:
    """Return a function that replaces the stored page by other bytes, past the store."""

    def alter_(data: bytes) -> None:
        store._blobs.write(f"{SHA256[:2]}/{SHA256[2:]}", data)

    return alter_


def test_what_was_put_comes_back(store: DocumentStore) -> None:
    assert not store.exists(SHA256)
    assert store.put(PAGE, max_bytes=LIMIT) == SHA256
    assert store.exists(SHA256)
    assert store.get(SHA256) == PAGE
    assert store.put(PAGE, max_bytes=LIMIT) == SHA256
    store.delete(SHA256)
    assert not store.exists(SHA256)
    store.delete(SHA256)
    with pytest.raises(DocumentError, match="There is no document"):
        store.get(SHA256)


def test_empty_and_large_documents(store: DocumentStore) -> None:
    for data in (b"", os.urandom(3_000_000)):
        assert store.get(store.put(data, max_bytes=len(data))) == data


def test_a_document_over_the_limit_is_refused(store: DocumentStore) -> None:
    with pytest.raises(DocumentError, match=f"has {len(PAGE)} bytes; at most {len(PAGE) - 1}"):
        store.put(PAGE, max_bytes=len(PAGE) - 1)
    assert not store.exists(SHA256)


@pytest.mark.parametrize("lie", [b"", PAGE + b"!", PAGE[:-1], b"\x00" * len(PAGE)])
def test_an_altered_document_is_not_handed_out_and_can_be_mended(
    store: DocumentStore, alter: Alter, lie: bytes
) -> None:
    store.put(PAGE, max_bytes=LIMIT)
    alter(lie)
    with pytest.raises(DocumentError, match="damaged"):
        store.get(SHA256)
    store.put(PAGE, max_bytes=LIMIT)
    assert store.get(SHA256) == PAGE


def test_an_oversized_object_in_the_store_is_not_read(store: DocumentStore, alter: Alter) -> None:
    alter(bytes(LIMIT + 1))
    with pytest.raises(DocumentError, match=str(LIMIT)):
        store.get(SHA256, max_bytes=LIMIT)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../etc/passwd",
        "/etc/passwd",
        SHA256.upper(),
        SHA256[:-1],
        SHA256 + "0",
        SHA256[:-1] + "\n",
        "..",
        "é" * 64,
    ],
)
def test_only_a_hash_names_a_document(store: DocumentStore, name: str) -> None:
    for attempt in (store.get, store.exists, store.delete):
        with pytest.raises(DocumentError, match="no SHA-256"):
            attempt(name)


@pytest.mark.parametrize(
    "url",
    ["", "documents", "/var/documents", "file://host/documents", "file:documents", "s3://", "s3:///x", "s3://UPPER/x",
     "http://bucket/x", "s3://bucket/x?versionId=1", "memory://x"],
)  # fmt: skip
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(DocumentError, match="looks like"):
        DocumentStore.open(url)


def test_a_folder_holds_whole_files_alone(tmp_path: Path) -> None:
    DocumentStore.open(f"file://{tmp_path}/with%20blank").put(PAGE, max_bytes=LIMIT)
    files = [path for path in (tmp_path / "with blank").rglob("*") if path.is_file()]
    assert files == [tmp_path / "with blank" / SHA256[:2] / SHA256[2:]]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = DocumentStore.open(f"file://{tmp_path}")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("register.folder_blobs.os.fsync", full)
    with pytest.raises(DocumentError, match="No space left"):
        store.put(PAGE, max_bytes=LIMIT)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "documents").write_bytes(b"")
    store = DocumentStore.open(f"file://{tmp_path}/documents")
    with pytest.raises(DocumentError, match="document folder"):
        store.put(PAGE, max_bytes=LIMIT)


def test_a_bucket_that_is_missing(s3_bucket: Bucket) -> None:
    store = DocumentStore.open("s3://no-such-bucket/pages", s3_options(s3_bucket))
    with pytest.raises(DocumentError, match="bucket"):
        store.put(PAGE, max_bytes=LIMIT)


def test_a_bucket_that_cannot_be_reached() -> None:
    options = {"key": "a", "secret": "b", "endpoint_url": "http://127.0.0.1:1"}
    store = DocumentStore.open("s3://bucket-far-away/pages", options)
    for attempt in (lambda: store.put(PAGE, max_bytes=LIMIT), lambda: store.get(SHA256), lambda: store.exists(SHA256)):
        with pytest.raises(DocumentError, match="cannot be used"):
            attempt()
