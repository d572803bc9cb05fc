"""`scanner decode`: what the QR codes in files say, whoever made them. Nothing is checked."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.errors import DocumentError, PictureError
from scanner.limits import DEFAULT_LIMITS
from scanner.terminal import printable

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = """\
Print the texts of all QR codes in pictures and PDFs. Any QR code is read; nothing is checked, so trust
none of it: `scanner check` tells what is genuine.

With --json there is one line per file: {"file": NAME, "texts": [TEXT, ...]}, and where the file could
not be read {"file": NAME, "texts": [], "error": SENTENCE}. Without it each text is printed on a line of its
own.

exit code: 0 every file could be read, even if it held no code; 2 at least one could not."""


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "decode",
        help="print what the QR codes in files say, unchecked",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, JPEG, PNG, TIFF, WebP, BMP or GIF")
    parser.add_argument("--json", action="store_true", help="one JSON object per file and line")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Decode file by file; a bad one does not stop the others."""
    unread = 0
    for name in arguments.files:
        result = decode_file(name)
        unread += "error" in result
        _report(result, as_json=arguments.json)
    _mention_missing_fallback()
    return 2 if unread else 0


def decode_file(name: str) -> dict[str, Any]:
    """Collect the texts of all pages, each once; an error stands beside what was found before it."""
    from scanner.decode.cascade import read_texts
    from scanner.documents import open_document

    texts: dict[str, None] = {}
    result: dict[str, Any] = {"file": name}
    try:
        for page in open_document(Path(name), DEFAULT_LIMITS):
            # No trust list is at hand: any text will do to end the search on this page.
            texts.update(dict.fromkeys(read_texts(page.picture, good=lambda _: True, limits=DEFAULT_LIMITS)))
    except (DocumentError, PictureError) as error:
        result["error"] = str(error)
    return {"file": name, "texts": list(texts), **result}


def _report(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        # ASCII alone, so that no text in a code can play tricks on a terminal or break a line.
        print(json.dumps(result), flush=True)
        return
    for text in result["texts"]:
        print(text if text.isprintable() else json.dumps(text), flush=True)
    if "error" in result:
        print(f"scanner: {printable(result['error'])}", file=sys.stderr)


def _mention_missing_fallback() -> None:
    from scanner.decode import zbar

    if missing := zbar.hint():
        print(f"scanner: {missing}", file=sys.stderr)
