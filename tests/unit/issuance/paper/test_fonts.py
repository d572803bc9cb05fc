"""Nothing is printed that a font cannot show: the check names character and field."""

from pathlib import Path
from typing import Any

import pytest

from issuance.paper import PaperError, Press, Rendering, check_printable


@pytest.mark.parametrize(
    "text",
    [
        "東京商工会議所 髙﨑 辻󠄀",
        "深圳市进出口有限公司 臺灣",
        "บริษัท สยาม จำกัด",
        "شركة النور للتجارة",
        "חברת סחר",
        "भारतीय निर्यात",
        "대한상공회의소",
        "Łódź Ørsted Ñuñoa İstanbul Đà Nẵng Ўзбекистон Ελλάς",
        "საქართველო Հայաստան አዲስ አበባ",
        "±0.5 °C ≤ 3 µm Ø 20 № 7 € ™ ½ → ★",
        "می‌خواهم",
    ],
)
def test_names_of_many_scripts_are_printable(issue: Any, text: str) -> None:
    content, _ = issue("coo-jp", remarks=text)

    check_printable(content)


@pytest.mark.parametrize(
    ("character", "name"),
    [("😀", "GRINNING FACE"), ("𓀀", "EGYPTIAN HIEROGLYPH A001"), ("\U000e0100", "VARIATION SELECTOR-17")],
)
def test_a_missing_glyph_is_named_with_its_field(issue: Any, character: str, name: str) -> None:
    goods = issue("coo-jp")[0].model_dump(mode="json", by_alias=True, exclude_none=True)["goods"]
    goods[3]["description"] = f"Spare x{character} parts"
    content, _ = issue("coo-jp", goods=goods)

    with pytest.raises(PaperError, match=rf"goods\.3\.description.*U\+{ord(character):04X}, {name}"):
        check_printable(content)


def test_rendering_refuses_what_cannot_be_printed(press: Press, stationery: Any, issue: Any, seal_url: str) -> None:
    content, _ = issue("coo-jp", remarks="Toys 😀")

    with pytest.raises(PaperError, match="remarks"):
        press.render(content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures={})


def test_missing_fonts_name_the_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="apt-get install fonts-noto-core"):
        Press([tmp_path])


def test_a_missing_japanese_font_names_its_own_package(tmp_path: Path) -> None:
    for font in Path("/usr/share/fonts/truetype/noto").glob("Noto*.ttf"):
        (tmp_path / font.name).symlink_to(font)

    with pytest.raises(PaperError, match="apt-get install fonts-noto-cjk"):
        Press([tmp_path])


def test_a_damaged_font_is_told(tmp_path: Path, issue: Any) -> None:
    for folder in ("/usr/share/fonts/truetype/noto", "/usr/share/fonts/opentype/noto"):
        for font in Path(folder).glob("Noto*"):
            (tmp_path / font.name).symlink_to(font)
    (tmp_path / "NotoSans-Regular.ttf").unlink()
    (tmp_path / "NotoSans-Regular.ttf").write_bytes(b"not a font at all")

    with pytest.raises(PaperError, match=r"NotoSans-Regular\.ttf cannot be read"):
        check_printable(issue("coo-jp")[0], [tmp_path])
