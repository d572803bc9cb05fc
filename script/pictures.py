"""Takes the pictures in docs/pictures/: makes a demonstration, serves it, and photographs pages and the comparison.

``script/pictures`` runs it after the set-up; with names behind it, as ``script/pictures reference-phone``, it takes
those alone. A new picture of a page is one line in PICTURES; those of the scanner's comparison are drawn by
`comparison_pictures.py`.
"""

import datetime as dt
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pypdfium2
import requests
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from script.comparison_pictures import COMPARISONS
from script.comparison_pictures import take as take_comparison
from tests.servers.chromium import open_chromium
from tests.servers.reference import ReferenceServer

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
HOST = "ref.example.jp"
DESKTOP: ViewportSize = {"width": 1180, "height": 950}
PHONE: ViewportSize = {"width": 360, "height": 740}
MAX_BYTES = 300_000
# A sheet of A4 at 100 dots per inch; pdfium counts in 72.
PRINT_SCALE = 100 / 72
SCAN_SCALE = 150 / 72
PALETTE = 256
JAPAN = ZoneInfo("Asia/Tokyo")
MAINTENANCE = {"en": "The database is moved to new machines.", "ja": "データベースを新しい機器へ移します。"}
PATIENCE_SECONDS = 10

Colours = npt.NDArray[np.int_]


@dataclass(frozen=True)
class Picture:
    """A page to photograph. `page` is an address, or the name of one of the demonstration's certificates."""

    page: str
    language: str = "en"
    phone: bool = False
    whole: bool = False
    printed: bool = False
    scans: bool = False
    announced: bool = False
    """Taken last, after maintenance was announced: what is announced stands on every page."""


PICTURES = {
    "reference-home": Picture("/"),
    "reference-certificate": Picture("coo-jp", whole=True),
    "reference-revoked": Picture("coo-jp-revoked"),
    "reference-arabic": Picture("coo-jp", "ar"),
    "reference-japanese-phone": Picture("/", "ja", phone=True),
    "reference-phone": Picture("coo-jp-revoked", phone=True),
    "reference-mistyped": Picture("/?number=TYO26-001234-K7QM-3XW8&day=31&month=2&year=2026"),
    "reference-not-known": Picture("/certificates/TYO26001234K7QM3XW7/2026-11-20"),
    "reference-receipt": Picture("coo-jp/receipt"),
    "reference-compare": Picture("coo-jp/compare", phone=True),
    "reference-print": Picture("coo-jp", printed=True),
    "reference-batch": Picture("/batch", whole=True),
    "reference-scans": Picture("/batch", whole=True, scans=True),
    "reference-maintenance": Picture("/", "ja", announced=True),
}

REPORT = "scanner-report"
"""The report of `scanner check` over a stack."""


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all; return the exit code."""
    known = [*PICTURES, *COMPARISONS, REPORT]
    unknown = set(names) - set(known)
    if unknown:
        print(f"There is no picture {', '.join(sorted(unknown))}: it is one of {', '.join(known)}.", file=sys.stderr)
        return 64
    with tempfile.TemporaryDirectory() as folder:
        certificates = make_demo(Path(folder))
        with ReferenceServer(Path(folder)) as server:
            # The browser believes that it is on the host that the demonstration's certificates name.
            address = server.url.removeprefix("http://")
            scans = pdf_of_scans(Path(folder) / "demo")
            with open_chromium(f"--host-resolver-rules=MAP {HOST} {address}") as browser:
                # What is announced stays, so its page comes last.
                for name in sorted(names or known, key=is_announced):
                    if is_announced(name):
                        announce(Path(folder), server.url)
                    if name in COMPARISONS:
                        data = small(take_comparison(name, Path(folder) / "demo", server.url))
                    elif name == REPORT:
                        data = small(take_report(browser, report_of_a_stack(Path(folder), server.url, scans)))
                    else:
                        data = small(take(browser, PICTURES[name], certificates, scans))
                    (FOLDER / f"{name}.png").write_bytes(data)
                    print(f"{name}.png: {len(data) // 1000} kB{' (too large)' if len(data) > MAX_BYTES else ''}")
    return 0


def is_announced(name: str) -> bool:
    """Tell whether a picture shows an announcement: those are taken last, for it stays on every page."""
    return name in PICTURES and PICTURES[name].announced


def make_demo(folder: Path) -> dict[str, str]:
    """Make a demonstration and return the paths of its certificates' pages by name."""
    base = f"https://{HOST}/v/"
    command = [sys.executable, "-m", "issuance", "demo", "--directory", str(folder), "--ref-base", base]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    entries = json.loads((folder / "demo" / "certificates.json").read_text(encoding="utf-8"))
    return {entry["name"]: entry["page_url"].removeprefix(f"https://{HOST}") for entry in entries}


def announce(folder: Path, address: str) -> None:
    """Announce a night of maintenance eight days from now, as the office does, and wait until the site says so."""
    begins = (dt.datetime.now(JAPAN) + dt.timedelta(days=8)).replace(hour=22, minute=0, second=0, microsecond=0)
    command = [sys.executable, "-m", "issuance", "bulletin", "window", "add", "--directory", str(folder), "--publish"]
    command += ["--from", begins.isoformat(), "--until", (begins + dt.timedelta(hours=8)).isoformat()]
    for code, text in MAINTENANCE.items():
        command += ["--text", f"{code}={text}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while MAINTENANCE["en"] not in requests.get(f"{address}/?lang=en", timeout=PATIENCE_SECONDS).text:
        if time.monotonic() > give_up:
            raise TimeoutError(f"the announcement did not show within {PATIENCE_SECONDS} seconds")


def take(browser: Browser, picture: Picture, certificates: dict[str, str], scans: Path) -> bytes:
    """Return the picture as PNG."""
    context = browser.new_context(viewport=PHONE if picture.phone else DESKTOP)
    page = context.new_page()
    name, _, below = picture.page.partition("/")
    path = f"{certificates[name]}/{below}".rstrip("/") if name else picture.page
    page.goto(f"http://{HOST}{path}{'&' if '?' in path else '?'}lang={picture.language}")
    if picture.scans:
        page.locator("input[type=file]").set_input_files(scans)
        page.locator("form .govuk-button").click()
        page.locator(".counts").wait_for()
    elif path == "/batch":
        check_a_list(page, certificates)
    data = printed(page) if picture.printed else page.screenshot(full_page=picture.whole)
    context.close()
    return data


def check_a_list(page: Page, certificates: dict[str, str]) -> None:
    """Send the form with all certificates of the demonstration and two rows that cannot be looked up."""
    keys = [path.split("/")[2:4] for path in certificates.values()]
    rows = [f"{number} {day}" for number, day in keys]
    rows += ["TYO26-001234-K7QM-3XW8 2026-11-20", f"{keys[0][0]} 03/04/2026"]
    page.locator("#pasted").fill("\n".join(rows))
    page.locator("form .govuk-button").click()
    page.locator(".counts").wait_for()


def take_report(browser: Browser, report: Path) -> bytes:
    """Return the picture of a report of the scanner as PNG."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(report.as_uri())
    data = page.screenshot(full_page=True)
    context.close()
    return data


def report_of_a_stack(folder: Path, reference: str, scans: Path) -> Path:
    """Return the scanner's report over a morning's stack, with file names as the world writes them."""
    demo, stack = folder / "demo", folder / "stack"
    stack.mkdir()
    shutil.copy(demo / "coo-jp.pdf", stack / "original 原本.pdf")
    scanned(demo, "coo-jp-revoked").save(stack / "シンガポール 請求書 12.png")
    scanned(demo, "coo-foreign").save(stack / "شهادة المنشأ.png")
    scanned(demo, "coo-jp").save(stack / "page 2.jpg")
    shutil.copy(scans, stack / "scan 0007.pdf")
    (stack / "cut off.pdf").write_bytes((demo / "coo-jp.pdf").read_bytes()[:20_000])
    report = folder / "report.html"
    trust = ["--trust", str(folder / "trust" / "client"), "--reference", reference]
    command = [
        sys.executable,
        "-m",
        "scanner",
        "check",
        *trust,
        "--html",
        str(report),
        "--receipts",
        "receipts",
        "stack",
    ]
    # It leaves with 1, for one of the papers is revoked.
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, cwd=folder)
    return report


def scanned(demo: Path, name: str) -> Image.Image:
    """Return the first page of a certificate as a scanner sees it."""
    page: Image.Image = pypdfium2.PdfDocument(demo / f"{name}.pdf")[0].render(scale=SCAN_SCALE).to_pil()
    return page.convert("L")


def pdf_of_scans(demo: Path) -> Path:
    """Return a PDF of four scanned pages: in force, without a code, revoked, certification of an invoice."""
    sheets = {name: scanned(demo, name) for name in ("coo-jp", "coo-jp-revoked", "invoice")}
    blank = Image.new("L", sheets["coo-jp"].size, 255)
    pages = [blank, sheets["coo-jp-revoked"], sheets["invoice"]]
    file = demo / "scans.pdf"
    sheets["coo-jp"].save(file, save_all=True, append_images=pages, resolution=SCAN_SCALE * 72)
    return file


def printed(page: Page) -> bytes:
    """Return the first sheet of the page's print as PNG."""
    sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))[0]
    out = io.BytesIO()
    sheet.render(scale=PRINT_SCALE).to_pil().save(out, "PNG")
    return out.getvalue()


def small(data: bytes) -> bytes:
    """Return a picture of at most 256 colours: a repository keeps every version for ever.

    The frequent ones stay exact, and every one left out has one beside it that hardly differs. Pillow's own ways change
    the ground or lose what is rare, such as an amber question mark.
    """
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    colours, place, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    by_frequency = colours[np.argsort(-counts)].astype(int)
    apart = 8
    while len(kept := far_apart(by_frequency, apart)) > PALETTE:
        apart += 4
    nearest = np.abs(colours[:, None].astype(int) - kept[None]).sum(axis=2).argmin(axis=1)
    picture = Image.fromarray(nearest[place.reshape(-1)].reshape(pixels.shape[:2]).astype(np.uint8), "P")
    picture.putpalette(kept.astype(np.uint8).tobytes())
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def far_apart(colours: Colours, apart: int) -> Colours:
    """Return the colours without those that differ from an earlier one by less than this, over all three channels."""
    kept = colours[:1]
    for colour in colours[1:]:
        if np.abs(kept - colour).sum(axis=1).min() >= apart:
            kept = np.vstack([kept, colour])
        if len(kept) > PALETTE:
            break
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
