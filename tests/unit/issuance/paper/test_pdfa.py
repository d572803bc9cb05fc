"""The sheet is PDF/A-2b before and after signing, as far as its structure shows."""

import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pytest

from issuance.paper import Press, Rendering, Stationery, issue_pdf_certificate, make_pdf_anchor, sign_pdf

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def unsigned(press: Press, issue: Any, seal_url: str) -> bytes:
    content, _ = issue("coo-jp-world-names")
    return press.render(
        content,
        seal_url=seal_url,
        rendering=Rendering.ORIGINAL,
        stationery=Stationery(check_host="ref.example.jp"),
        pictures={},
    )


@pytest.fixture(scope="module")
def signed(unsigned: bytes) -> bytes:
    anchor_key, anchor = make_pdf_anchor("The Tokyo Chamber of Commerce and Industry", START, END)
    key, certificate = issue_pdf_certificate(anchor_key, anchor, START, END)
    return sign_pdf(
        unsigned,
        key=key,
        certificate=certificate,
        chain=[anchor],
        number=_number(unsigned),
        sid=bytes(32),
        signed_at=dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC),
    )


def _number(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return str(document.docinfo["/Title"])


@pytest.fixture(params=["unsigned", "signed"])
def sheet(request: pytest.FixtureRequest) -> bytes:
    pdf: bytes = request.getfixturevalue(request.param)
    return pdf


def test_metadata_claims_part_2_level_b_with_title_and_language(sheet: bytes) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            assert xmp["pdfaid:part"] == "2"
            assert xmp["pdfaid:conformance"] == "B"
            assert xmp["dc:title"] == str(document.docinfo["/Title"])
            assert xmp["xmp:CreateDate"] == "2026-11-20T00:00:00Z"
        assert re.fullmatch(r"TYO26-001234-[0-9A-Z]{4}-[0-9A-Z]{4}", str(document.docinfo["/Title"]))
        assert str(document.docinfo["/CreationDate"]) == "D:20261120000000Z"
        assert str(document.docinfo["/ModDate"]) == "D:20261120000000Z"
        assert str(document.Root.Lang) == "en"


def test_colours_have_an_output_intent_and_every_font_is_embedded(sheet: bytes) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as document:
        (intent,) = document.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 100
        descriptors = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.FontDescriptor
        ]
        assert len(descriptors) >= 5
        for descriptor in descriptors:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_nothing_active_is_in_the_file(sheet: bytes) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as document:
        assert not document.is_encrypted
        assert not {"/OpenAction", "/AA", "/NeedAppearances"} & set(document.Root.keys())
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary):
                assert thing.get("/S") not in {pikepdf.Name.JavaScript, pikepdf.Name.Launch}
                assert "/JS" not in thing


def test_the_signature_only_appends(unsigned: bytes, signed: bytes) -> None:
    assert signed.startswith(unsigned)


def test_each_object_that_the_signature_adds_begins_on_a_line_of_its_own(unsigned: bytes, signed: bytes) -> None:
    assert re.match(rb"\d+ \d+ obj", signed[len(unsigned) :])
    assert unsigned.endswith(b"%%EOF\n")


def test_the_signature_field_is_invisible_and_obeys_the_rules_of_pdfa(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
        # ISO 19005-2, 6.3.2: printed, and neither hidden, invisible, without view nor toggled.
        assert int(field.F) & 0b100
        assert not int(field.F) & 0b1_0010_0011
        # ISO 19005-2, 6.1.12: of the permissions only DocMDP, and no digests in its references.
        assert set(document.Root.Perms.keys()) == {"/DocMDP"}
        (reference,) = document.Root.Perms.DocMDP.Reference
        assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys())
        assert int(reference.TransformParams.P) == 1
