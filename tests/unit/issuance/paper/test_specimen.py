"""A signature is cut out of the scan of its specimen."""

import io

from PIL import Image, ImageDraw

from issuance.paper.specimen import MOST_PIXELS, ink_of


def scan(size: tuple[int, int], paper: int = 250) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, (paper, paper, paper))
    return image, ImageDraw.Draw(image)


def png(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


def test_the_ink_is_cut_out_of_the_page_and_the_paper_is_clear() -> None:
    page, draw = scan((1240, 1754))
    draw.line((300, 900, 700, 1000), fill=(20, 20, 160), width=8)

    ink = Image.open(io.BytesIO(ink_of(png(page))))

    assert ink.mode == "RGBA"
    assert 395 < ink.width < 420
    assert 95 < ink.height < 115
    assert ink.getpixel((ink.width - 1, 0)) == (250, 250, 250, 0)
    middle = ink.getpixel((ink.width // 2, ink.height // 2))
    assert isinstance(middle, tuple)
    assert middle[:3] == (20, 20, 160)
    assert middle[3] > 200


def test_a_large_scan_becomes_no_large_file() -> None:
    page, draw = scan((6000, 4000))
    draw.line((10, 10, 5990, 3990), fill=(0, 0, 0), width=60)

    ink = Image.open(io.BytesIO(ink_of(png(page))))

    assert ink.width <= MOST_PIXELS[0]
    assert ink.height <= MOST_PIXELS[1]


def test_where_nothing_is_drawn_nothing_is_cut() -> None:
    blank = png(scan((100, 100), paper=230)[0])

    assert ink_of(blank) == blank
