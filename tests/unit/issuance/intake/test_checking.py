"""What the worker takes and what it refuses: real files, read in a real process under its limits (ADR 0036)."""

import base64
import io
import secrets
import zlib

import pikepdf
import pytest
from PIL import Image

from issuance.domain.uploads import FileKind, Purpose
from issuance.errors import RefusedError
from issuance.intake.checking import SENTENCES, Checked, Checker
from tests.handed_in import pdf_of, picture

checker = Checker()
DEADLY = zlib.decompress(
    base64.b85decode(
        rb"c-n=K%}#_c6ovPFio0Q{K%x93goT47MvVmBO=eNx4q}j+(n&@i#~1Oj+^H?|n@lFQi#DhCJNMjLMV4Q<mmaaczCVA63l50tg(L~s1#fW#s+A"
        rb"J#r}sAmd&U*-MGI+4aA-^+JpyK8H7IbwzU`V3=HN}}Vh3;h&Y^?CL5<)~jB}4o$FIa%yEuBYm_g)I<5h5}3wN<f9K}l3+E=@z>2a$wo$hdG)"
        rb"w34tyz3Q8efC^ohV`#rni-Wu{z?qHy>4CB5|>10A<lk5z?jEi346_Duz48{THv2(F7-|{O5=m3B=35i&O|PSFyA^2{MdaUFtBejm?ssFtBNs"
        rb")8n~__9tMr?hRDLkYvMXe|F2lUG%}ZJ8jr>?v8?Ndocsa43X!@"
    )
)
"""A fuzzer's finding: three objects under one number. Libraries die of it."""


def refused(data: bytes, purpose: Purpose = Purpose.DOCUMENT) -> str:
    with pytest.raises(RefusedError) as caught:
        checker.check(data, purpose)
    return str(caught.value)


def with_root(entries: pikepdf.Dictionary) -> bytes:
    pdf = pikepdf.open(io.BytesIO(pdf_of(1)))
    for key, value in entries.items():
        pdf.Root[key] = value
    output = io.BytesIO()
    pdf.save(output)
    return output.getvalue()


class TestTaken:
    """Plain papers and pictures."""

    def test_a_plain_pdf_with_its_pages(self) -> None:
        assert checker.check(pdf_of(3), Purpose.DOCUMENT) == Checked(FileKind.PDF, 3)

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_pictures_are_one_page(self, kind: str) -> None:
        assert checker.check(picture(kind), Purpose.SPECIMEN) == Checked(FileKind(kind.lower()), 1)

    def test_a_link_to_a_web_page_acts_only_when_it_is_clicked(self) -> None:
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.com/")
        assert checker.check(with_root(pikepdf.Dictionary({"/Note": link})), Purpose.DOCUMENT).pages == 1


class TestRefused:
    """Everything else, with a sentence that says what to do."""

    @pytest.mark.parametrize(
        ("entries", "reason"),
        [
            ({"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")}, "scripts"),
            ({"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")}, "scripts"),
            ({"/AA": pikepdf.Dictionary()}, "scripts"),
            ({"/Names": pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))}, "attachments"),
            ({"/AcroForm": pikepdf.Dictionary(Fields=[], XFA="<xdp/>")}, "xfa"),
            ({"/Deep": [[[pikepdf.Dictionary(S=pikepdf.Name.SubmitForm)]]]}, "scripts"),
        ],
    )
    def test_what_acts_or_hides(self, entries: dict[str, object], reason: str) -> None:
        assert refused(with_root(pikepdf.Dictionary(entries))) == SENTENCES[reason]

    def test_an_attached_file(self) -> None:
        pdf = pikepdf.open(io.BytesIO(pdf_of(1)))
        pdf.attachments["evil.exe"] = b"MZ"
        output = io.BytesIO()
        pdf.save(output)
        assert refused(output.getvalue()) == SENTENCES["attachments"]

    @pytest.mark.parametrize("password", ["", "secret"])
    def test_a_protected_pdf(self, password: str) -> None:
        pdf = pikepdf.open(io.BytesIO(pdf_of(1)))
        output = io.BytesIO()
        pdf.save(output, encryption=pikepdf.Encryption(user=password, owner="owner"))
        assert refused(output.getvalue()) == SENTENCES["encrypted"]

    def test_more_pages_than_the_purpose_allows(self) -> None:
        assert refused(pdf_of(2), Purpose.SPECIMEN) == SENTENCES["pages"]

    def test_a_page_the_size_of_a_wall(self) -> None:
        assert refused(pdf_of(1, size=(14_000, 14_000))) == SENTENCES["size"]

    @pytest.mark.parametrize("whole", [pdf_of(2), picture("PNG"), picture("JPEG")], ids=["pdf", "png", "jpeg"])
    @pytest.mark.parametrize("share", [0.5, 0.95])
    def test_a_file_cut_off_on_its_way(self, whole: bytes, share: float) -> None:
        assert refused(whole[: int(len(whole) * share)]) == SENTENCES["damaged"]

    @pytest.mark.parametrize("beginning", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
    def test_garbage_behind_a_true_beginning(self, beginning: bytes) -> None:
        assert refused(beginning + secrets.token_bytes(4000)) == SENTENCES["damaged"]

    @pytest.mark.parametrize("data", [b"GIF89a..", b"<svg/>", b"MZ\x90\x00", b"PK\x03\x04", b" %PDF-1.7"])
    def test_every_other_kind_whatever_its_name(self, data: bytes) -> None:
        assert refused(data).startswith("This is no PDF, PNG or JPEG")

    def test_nothing_at_all(self) -> None:
        assert refused(b"").startswith("The file is empty")

    def test_a_small_file_that_unfolds_to_a_huge_picture(self) -> None:
        assert refused(bomb(20_000, 20_000)) == SENTENCES["size"]

    def test_a_file_of_which_the_library_dies(self) -> None:
        """The process that reads it ends by a signal; the office goes on and says a sentence."""
        assert refused(DEADLY) in SENTENCES.values()

    def test_what_takes_longer_than_the_clock_allows(self) -> None:
        with pytest.raises(RefusedError, match="takes too long"):
            Checker(seconds=0.001).check(pdf_of(1), Purpose.DOCUMENT)


class TestDrawn:
    """What a browser is shown: pixels alone."""

    def test_a_page_of_a_pdf_becomes_a_png_that_a_screen_can_show(self) -> None:
        drawn = Image.open(io.BytesIO(checker.draw(pdf_of(2), FileKind.PDF, 2)))
        assert (drawn.format, max(drawn.size)) == ("PNG", 1400)

    def test_a_picture_loses_all_that_stood_beside_its_pixels(self) -> None:
        original = picture("JPEG", comment=b"GPS 35.68, 139.76")
        assert b"GPS" in original
        assert b"GPS" not in checker.draw(original, FileKind.JPEG, 1)

    def test_what_is_see_through_is_shown_on_white(self) -> None:
        output = io.BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(output, "PNG")
        drawn = Image.open(io.BytesIO(checker.draw(output.getvalue(), FileKind.PNG, 1)))
        assert drawn.getpixel((5, 5)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred kilobytes that decodes to `width` x `height` pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
