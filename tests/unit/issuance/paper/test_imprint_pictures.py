"""What is printed of a seal or a signature: what is drawn, in its own colours, and nothing of the paper around it."""

import io

import pytest
from PIL import Image, ImageChops, ImageDraw

from issuance.paper.specimen import imprint_of

VERMILION = (196, 42, 32)


def png(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


def seal(paper: tuple[int, ...], mode: str = "RGB", ink: tuple[int, ...] = VERMILION) -> Image.Image:
    image = Image.new(mode, (600, 500), paper)
    ImageDraw.Draw(image).ellipse((100, 50, 499, 449), outline=ink, width=30)
    return image


def on_white(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as opened:
        drawn = opened.convert("RGBA")
    sheet = Image.new("RGBA", drawn.size, "white")
    sheet.alpha_composite(drawn)
    return sheet.convert("RGB")


def most_difference(one: Image.Image, other: Image.Image) -> int:
    return max(ImageChops.difference(one, other).tobytes())


@pytest.mark.parametrize("ink", [VERMILION, (20, 20, 20), (30, 60, 160), (250, 180, 170)])
def test_a_seal_on_white_paper_keeps_its_colour_and_loses_the_paper(ink: tuple[int, int, int]) -> None:
    picture = imprint_of(png(seal((255, 255, 255), ink=ink)))

    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.mode == "RGBA"
        assert opened.size == (400, 400), "cut to its edges"
        assert opened.getchannel("A").getpixel((200, 200)) == 0
    expected = seal((255, 255, 255), ink=ink).crop((100, 50, 500, 450))
    assert most_difference(on_white(picture), expected) <= 2, "on white it looks as before, but for what rounding takes"


def test_what_came_see_through_stays_as_it_came() -> None:
    drawn = seal((0, 0, 0, 0), "RGBA", (*VERMILION, 128))

    picture = imprint_of(png(drawn))

    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.getpixel((15, 200)) == (*VERMILION, 128)


def test_the_grey_of_a_scanned_paper_is_no_ink() -> None:
    picture = imprint_of(png(seal((235, 233, 228))))

    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.size == (400, 400)


@pytest.mark.parametrize("empty", [Image.new("RGB", (300, 300), "white"), Image.new("RGBA", (300, 300))])
def test_of_an_empty_picture_there_is_nothing_to_print(empty: Image.Image) -> None:
    assert imprint_of(png(empty)) is None
