"""What people read: the form's forgiveness, every verdict in its own words, and no content beyond what was verified."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from reference_service.messages import OUTCOMES
from signing.content import Kind
from signing.cose import sign1
from signing.number import parse_number
from signing.qr import encode_base32
from signing.record import State
from signing.result import Reason
from signing.trust import KeyState
from tests.builders import Issued, signer_of
from tests.markup import without_the_question
from tests.reference_site import PublishedSite, ReferenceSite, page_of, qr_page_of

EXPORTER = "Sakura Trading Co., Ltd."


def text_of(body: str) -> str:
    """Return a page's words, one blank between them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def show(client: FlaskClient, address: str, status: int = 200) -> str:
    """Fetch a page and return its words."""
    response = client.get(address)
    assert response.status_code == status
    return text_of(response.text)


class TestForm:
    """`/`: number and date as people type them."""

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        "write",
        [
            str,
            lambda number: parse_number(number).printed,
            str.lower,
            lambda number: f"  {number[:5]} {number[5:]} ",
            lambda number: "".join(chr(ord(character) + 0xFEE0) for character in number),
            lambda number: "TY026" + number[5:].replace("0", "O"),
        ],
    )
    def test_forgives_writings_and_sends_to_the_canonical_address(
        self, published: PublishedSite, client: FlaskClient, method: str, write: type[str]
    ) -> None:
        fields = {"number": write(published.in_force.number), "day": "１０", "month": "3", "year": "2026"}
        response = client.post("/", data=fields) if method == "post" else client.get("/", query_string=fields)
        assert (response.status_code, response.location) == (303, page_of(published.in_force))

    def test_a_mistyped_character_is_told_beside_the_field_before_any_lookup(self, published: PublishedSite) -> None:
        number = published.in_force.number
        mistyped = number[:-2] + ("4" if number[-2] != "4" else "5") + number[-1]
        client = published.site.app(wrap=lambda _reader: None).test_client()  # there is no register to look into
        response = client.post("/", data={"number": mistyped, "day": "10", "month": "3", "year": "2026"})
        assert response.status_code == 422
        assert "A character of the number is mistyped" in text_of(response.text)
        assert f'value="{mistyped}"' in response.text
        assert 'aria-describedby="number-hint number-error"' in response.text

    @pytest.mark.parametrize(
        ("day", "month", "year", "message"),
        [
            ("", "", "", "Enter the issue date"),
            ("31", "2", "2026", "There is no such day"),
            ("10", "3", "26", "a year in four digits"),
            ("10", "", "2026", "needs a day, a month and a year"),
            ("a", "b", "c", "needs a day, a month and a year"),
            ("-1", "3", "2026", "needs a day, a month and a year"),
            ("10", "3", "٢٠٢٦", "needs a day, a month and a year"),
            ("0", "3", "2026", "There is no such day"),
            ("10", "3", "0000", "There is no such day"),
        ],
    )
    def test_a_date_that_is_none_is_told_beside_its_boxes(
        self, published: PublishedSite, client: FlaskClient, day: str, month: str, year: str, message: str
    ) -> None:
        fields = {"number": published.in_force.number, "day": day, "month": month, "year": year}
        response = client.post("/", data=fields)
        assert response.status_code == 422
        assert message in text_of(response.text)
        assert f'value="{published.in_force.number}"' in response.text

    def test_an_empty_form_asks_for_both(self, client: FlaskClient) -> None:
        words = text_of(client.post("/").text)
        assert "Enter the certificate number" in words
        assert "Enter the issue date" in words

    def test_an_address_in_another_writing_is_redirected(self, published: PublishedSite, client: FlaskClient) -> None:
        printed = parse_number(published.in_force.number).printed
        response = client.get(f"/certificates/{printed.lower()}/20260310")
        assert (response.status_code, response.location) == (308, page_of(published.in_force))

    def test_a_mistyped_address_shows_the_form_with_what_was_typed(self, client: FlaskClient) -> None:
        response = client.get("/certificates/TYO26000001P56QEG7E/2026-02-31")
        assert response.status_code == 400
        words = text_of(response.text)
        assert "A character of the number is mistyped" in words
        assert "not written YYYY-MM-DD" in words


class TestVerdicts:
    """Each outcome in its own words, with its next step."""

    def test_in_force_shows_the_ten_boxes_and_asks_to_compare(
        self, published: PublishedSite, client: FlaskClient
    ) -> None:
        words = show(client, page_of(published.in_force))
        for expected in (
            "Issued and in force",
            "In force: now compare",
            "Now compare what is written below with the paper in your hand.",
            "10 March 2026, 12:00:00 (UTC+9)",
            "10 March 2026, 03:00:00 (UTC)",
            "Certificate of origin Non-preferential · Japanese origin",
            f"1. Exporter {EXPORTER} 1-2-3 Marunouchi Tokyo JP",
            "2. Consignee Nordwind Handels GmbH",
            "3. Invoice number and date INV-2026-017 of 2 March 2026",
            "4. Country of origin Japan",
            "5. Transport From Tokyo to Hamburg by sea",
            "6. Remarks none",
            "7. Marks, packages, description",
            "8. Quantity",
            "N/M 40 cartons Ceramic tableware 6911.10 (HS 2022) 960 pieces gross 812.5 kg",
            "9. Declaration by the exporter",
            "10. Certification The undersigned certifies what stands above.",
            "Established: What you see is what was signed",
            "Not established: Whether your paper says the same: compare it",
            "Not established: Whether your paper is the original or a copy",
            "This confirms what the chamber issued. Customs or a bank may still refuse it.",
            "It is a non-preferential certificate of origin",
            "You are on localhost",
            "printed with the address ref.example.jp",
        ):
            assert expected in words

    def test_foreign_goods_name_their_origin_per_line(self, published: PublishedSite, client: FlaskClient) -> None:
        words = show(client, page_of(published.foreign))
        assert "Non-preferential · foreign origin" in words
        assert "6911.10 (HS 2022) Thailand 960 pieces" in words
        assert "ISSUED RETROSPECTIVELY" in words

    def test_invoice_and_signature_show_the_certified_pages(
        self, published: PublishedSite, client: FlaskClient
    ) -> None:
        for issued, expected in (
            (published.invoice, "Invoice total EUR 12\u202f450.00".replace("\u202f", " ")),
            (published.signature, "Signs in the capacity of Director"),
        ):
            body = client.get(page_of(issued)).text
            assert expected in text_of(body)
            assert "non-preferential" not in body.lower()
            address = f"{page_of(issued)}/documents/{published.picture}.png"
            assert f'src="{address}"' in body
            picture = client.get(address)
            assert (picture.status_code, picture.content_type) == (200, "image/png")
            assert picture.headers["Cache-Control"] == "public, max-age=86400"

    def test_revoked_says_when_and_why(self, published: PublishedSite, client: FlaskClient) -> None:
        words = show(client, page_of(published.revoked))
        assert "Not valid Revoked on 10 March 2026" in words
        assert "Reason: an error of the chamber" in words
        assert "Not in force: the chamber has ended it" in words
        assert "Issued and in force" not in words
        assert EXPORTER in words, "what was issued stays readable, so that the paper can be recognised"

    def test_replaced_and_successor_name_each_other_without_access_code_or_link(
        self, published: PublishedSite, client: FlaskClient
    ) -> None:
        old, new = published.replaced, published.successor
        old_page, new_page = client.get(page_of(old)).text, client.get(page_of(new)).text
        assert f"Replaced by {parse_number(new.number).public}" in text_of(old_page)
        assert f"Replaces certificate {parse_number(old.number).public}." in text_of(new_page)
        assert parse_number(new.number).access not in old_page
        assert parse_number(old.number).access not in new_page

    def test_void_and_expunged_show_no_content(self, published: PublishedSite, client: FlaskClient) -> None:
        void = show(client, page_of(published.void))
        assert "This number was never issued" in void
        assert "Reason: the certificate was not finished" in void
        expunged = show(client, page_of(published.expunged))
        assert "Issued; its content is no longer kept" in expunged
        assert "Content deleted after its retention term" in expunged
        assert EXPORTER not in void + expunged

    def test_unknown_number_and_wrong_date_get_one_answer(self, published: PublishedSite, client: FlaskClient) -> None:
        answers = [
            client.get(page_of(published.never_published)),
            client.get(f"/certificates/{published.in_force.number}/2026-03-09"),
        ]
        assert [response.status_code for response in answers] == [404, 404]
        assert "No certificate with this number and date" in text_of(answers[0].text)
        # But for what was asked, which stands on the page again, both are the same to the byte.
        assert without_the_question(answers[0].text) == without_the_question(answers[1].text)
        assert answers[0].headers["Cache-Control"] == "no-store"

    def test_what_was_asked_in_vain_stays_in_the_form(self, published: PublishedSite, client: FlaskClient) -> None:
        number = parse_number(published.in_force.number)
        page = client.get(f"/certificates/{number.canonical}/2026-03-09")
        typed = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page.text))
        assert typed == {"number": number.printed, "day": "9", "month": "3", "year": "2026"}
        words = text_of(page.text)
        assert "with the issue date 9 March 2026" in words, "in words, so that a month for a day is seen"
        assert "Where slips happen" in words
        # Mended and sent, it leads to the certificate.
        mended = client.post("/", data=typed | {"day": str(published.in_force.issue_date.day)})
        assert mended.location == page_of(published.in_force)

    def test_the_history_gives_every_event_with_its_times(self, site: ReferenceSite) -> None:
        issued = site.world.issue(1)
        site.now = site.world.now = site.now.replace(hour=5, minute=30)
        site.publish(site.world.revoke(issued))
        words = show(site.app().test_client(), page_of(issued))
        assert "Issued 10 March 2026, 12:00:00 (UTC+9) 10 March 2026, 03:00:00 (UTC)" in words
        assert "10 March 2026, 14:30:00 (UTC+9) 10 March 2026, 05:30:00 (UTC)" in words

    def test_every_reason_has_words(self) -> None:
        never_on_a_page = {Reason.FOREIGN_CODE, Reason.NO_CODE}
        assert set(Reason) - OUTCOMES.keys() == never_on_a_page


class TestQrCode:
    """`/v/…` and `/V/…`: the seal is verified first."""

    @pytest.mark.parametrize("prefix", ["/v/", "/V/"])
    def test_leads_to_the_certificate_with_advice_against_phishing(
        self, published: PublishedSite, client: FlaskClient, prefix: str
    ) -> None:
        for seal in (encode_base32(published.in_force.seal), encode_base32(published.in_force.seal).lower()):
            words = show(client, prefix + seal)
            assert "Issued and in force" in words
            assert EXPORTER in words
            assert "Compare the address above with the one printed beside the code." in words

    def test_a_genuine_seal_never_published_is_an_alarm(self, published: PublishedSite, client: FlaskClient) -> None:
        words = show(client, qr_page_of(published.never_published), 404)
        assert "Alarm: the seal is genuine, but this certificate was never published" in words
        assert EXPORTER not in words

    def test_a_seal_of_today_may_still_be_on_its_way(self, published: PublishedSite, client: FlaskClient) -> None:
        words = show(client, qr_page_of(published.site.world.issue(91)), 404)
        assert "Cannot tell yet" in words
        assert "Alarm" not in words

    def test_every_damaged_seal_is_a_plain_warning_without_content(
        self, published: PublishedSite, client: FlaskClient
    ) -> None:
        seal = published.in_force.seal
        for position in range(0, len(seal), 7):
            damaged = bytearray(seal)
            damaged[position] ^= 4
            response = client.get(f"/v/{encode_base32(bytes(damaged))}")
            assert response.status_code in (400, 404)
            words = text_of(response.text)
            assert EXPORTER not in words
            assert "TYO26" not in words
            assert "Issued and in force" not in words

    def test_a_seal_of_an_unknown_key_is_a_plain_warning(self, published: PublishedSite, client: FlaskClient) -> None:
        payload = published.in_force.parsed.payload.encode()
        seal = sign1(signer_of("stranger"), payload, published.site.world.base.seal_aad())
        words = show(client, f"/v/{encode_base32(seal)}", 404)
        assert "not a seal of a chamber that is known here" in words
        assert EXPORTER not in words

    @pytest.mark.parametrize("garbage", ["x", "1", "AAAA", "%00", "%F0%9F%92%A9", "<script>", "A" * 400])
    def test_what_is_no_seal_is_not_a_code_of_this_system(self, client: FlaskClient, garbage: str) -> None:
        response = client.get(f"/v/{garbage}")
        assert response.status_code in (400, 404)
        assert "<script" not in response.text


class TestSuspicion:
    """The page verifies what the register holds; it never shows a verdict over bytes that do not verify."""

    def test_the_signed_revocation_list_beats_the_register(self, site: ReferenceSite) -> None:
        issued = site.publish(site.world.issue(1))
        site.write_trust(revoked={issued.sid: State.REVOKED})
        words = show(site.app().test_client(), page_of(issued))
        assert "Not valid Revoked" in words
        assert "Issued and in force" not in words

    def test_without_a_revocation_list_the_page_says_so(self, site: ReferenceSite) -> None:
        issued = site.publish(site.world.issue(1))
        site.write_trust(with_status=False)
        words = show(site.app().test_client(), page_of(issued))
        assert "Issued and in force" in words
        assert "Not established: Whether the signed revocation list agrees" in words

    @pytest.mark.parametrize("change", ["content", "swapped", "records dropped", "seal"])
    def test_altered_register_data_show_no_content(self, site: ReferenceSite, change: str) -> None:
        issued, other = site.publish(site.world.issue(1)), site.publish(site.world.revoke(site.world.issue(2)))
        app = site.app(wrap=lambda reader: LyingReader(reader, change, other))
        words = show(app.test_client(), page_of(issued))
        assert "Issued and in force" not in words
        assert EXPORTER not in words
        assert "FORGED" not in words

    def test_a_compromised_key_gives_no_certainty_and_no_content(self, site: ReferenceSite) -> None:
        issued = site.publish(site.world.issue(1))
        trusted = site.world.trusted_key
        keys = tuple(
            key.model_copy(update={"state": KeyState.COMPROMISED}) if key == trusted else key
            for key in site.world.trust_list.keys
        )
        site.write_trust(site.world.trust_list.model_copy(update={"keys": keys}))
        for address in (page_of(issued), qr_page_of(issued)):
            words = show(site.app().test_client(), address)
            assert "the key behind this seal is no longer trusted" in words
            assert EXPORTER not in words


class LyingReader:
    """A register whose rows somebody altered below the writer."""

    def __init__(self, reader: object, change: str, other: Issued) -> None:
        self._reader = reader
        self._change = change
        self._other = other

    def by_number(self, *args: object) -> object:
        stored = self._reader.by_number(*args)  # type: ignore[attr-defined]  # the real reader
        match self._change:
            case "content":
                return replace(stored, content=stored.content.replace(b"Sakura", b"FORGED"))
            case "swapped":
                return replace(stored, content=self._other.content)
            case "records dropped":
                return replace(stored, records=self._other.records[1:])
            case _:
                return replace(stored, seal=self._other.seal)

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)


class TestPictures:
    """Only pictures that a readable certificate names are served."""

    def test_none_for_another_certificate_or_a_wrong_date(self, published: PublishedSite, client: FlaskClient) -> None:
        for address in (
            f"{page_of(published.in_force)}/documents/{published.picture}.png",
            f"{page_of(published.never_published)}/documents/{published.picture}.png",
            f"/certificates/{published.invoice.number}/2026-03-09/documents/{published.picture}.png",
            f"{page_of(published.invoice)}/documents/{'0' * 64}.png",
            f"{page_of(published.invoice)}/documents/..%2f..%2fetc%2fpasswd.png",
        ):
            response = client.get(address)
            assert response.status_code == 404
            assert response.headers["Cache-Control"] == "no-store"

    def test_only_png_leaves_the_store(self, site: ReferenceSite) -> None:
        sha256 = site.documents.put(b"<script>alert(1)</script>", max_bytes=100)
        document = {"title": "Invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [sha256]}
        issued = site.publish(site.world.issue(1, Kind.INVOICE, document=document))
        assert site.app().test_client().get(f"{page_of(issued)}/documents/{sha256}.png").status_code == 404


def test_the_keys_page_names_chambers_fingerprints_and_windows(published: PublishedSite, client: FlaskClient) -> None:
    words = show(client, "/keys")
    thumbprint = published.site.world.signer.public_key.thumbprint.hex()
    assert "Tokyo Chamber of Commerce (Test)" in words
    assert " ".join(thumbprint[start : start + 8] for start in range(0, 64, 8)) in words
    assert "1 January 2016 – 31 January 2027" in words
    assert "Keys for receipts alone" in words
