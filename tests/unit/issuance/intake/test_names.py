"""Names of files mislead nobody: neither a person nor a program."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.uploads import MAX_NAME_CHARACTERS, FileKind, clean_name


@pytest.mark.parametrize(
    ("given_name", "kind", "clean"),
    [
        ("登記簿.pdf", FileKind.PDF, "登記簿.pdf"),
        ("Extract 2026-03.PDF", FileKind.PDF, "Extract 2026-03.pdf"),
        ("report.pdf.exe", FileKind.PDF, "report.pdf"),
        ("photo.pdf", FileKind.JPEG, "photo.jpg"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        ("C:\\Users\\hanako\\印鑑.png", FileKind.PNG, "印鑑.png"),
        ("exe.\u202efdp", FileKind.PDF, "exe.pdf"),
        ("a\x00b\r\nc.png", FileKind.PNG, "ab c.png"),
        ('<img src=x onerror="1">.png', FileKind.PNG, "_img src=x onerror=_1__.png"),
        ("", FileKind.PDF, "file.pdf"),
        ("....", FileKind.PDF, "file.pdf"),
        ("ｒｅｐｏｒｔ．ｐｄｆ", FileKind.PDF, "report.pdf"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kind: FileKind, clean: str) -> None:
    assert clean_name(given_name, kind) == clean


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_every_name_becomes_short_visible_and_one_ending(given_name: str, kind: FileKind) -> None:
    clean = clean_name(given_name, kind)
    assert len(clean) <= MAX_NAME_CHARACTERS
    assert not any(unicodedata.category(char).startswith("C") for char in clean)
    assert not set(clean) & set('/\\<>:"|?*')
    assert clean.endswith({"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}[kind])
    assert clean_name(clean, kind) == clean
