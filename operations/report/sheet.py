"""The report as PDF/A-2b by typst, with the fonts of Debian's packages fonts-noto-core and fonts-noto-cjk alone."""

import datetime as dt
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from operations.errors import OperationsError
from operations.report.view import View

FONT_DIRECTORIES: Final = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/opentype/noto"))
_FILES: Final = {
    "NotoSans-Regular.ttf": "fonts-noto-core",
    "NotoSans-Bold.ttf": "fonts-noto-core",
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
}
_FAMILIES: Final = ("Noto Sans", "Noto Sans CJK JP")


def sheet_of(view: View, made_at: dt.datetime, font_directories: Sequence[Path] = FONT_DIRECTORIES) -> bytes:
    """Return the PDF; the same view and instant give the same bytes. Raises :class:`OperationsError`."""
    _require_fonts(font_directories)
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(directory) for directory in font_directories],
    )
    charts = [chart["svg"] for chart in view["charts"]]
    data = {**view, "charts": [{"part": chart["part"]} for chart in view["charts"]], "families": _FAMILIES}
    with TemporaryDirectory(prefix="originseal-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((resources.files("operations.report") / "report.typ").read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for number, svg in enumerate(charts):
            (root / f"chart-{number}.svg").write_text(svg, encoding="utf-8")
        try:
            pdf = typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True).compile(
                root / "main.typ",
                format="pdf",
                pdf_standards=["a-2b"],
                timestamp=made_at.replace(microsecond=0),
            )
        except typst.TypstError as error:
            raise OperationsError(f"The report cannot be set: {error.diagnostic or error.message}") from error
    if not isinstance(pdf, bytes):
        raise OperationsError("typst made no single PDF of the report.")
    return pdf


def _require_fonts(directories: Sequence[Path]) -> None:
    for name, package in _FILES.items():
        if not any((directory / name).is_file() for directory in directories):
            raise OperationsError(
                f"The font {name} is not in {' or '.join(map(str, directories))}. Run: apt-get install {package}"
            )
