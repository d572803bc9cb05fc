"""`scanner decode`: what the QR codes in files say, whoever made them. Nothing is checked."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reading.limits import DEFAULT_LIMITS
from scanner.errors import DocumentError
from scanner.language import _
from scanner.terminal import printable

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def description() -> str:
    """Return the help text."""
    return _("""\
Print the texts of all QR codes in pictures and PDFs. Any QR code is read; nothing is checked, so trust
none of it: `scanner check` tells what is genuine.

With --json there is one line per file: {"file": NAME, "texts": [TEXT, ...]}, and where the file could
not be read {"file": NAME, "texts": [], "error": SENTENCE}. Without it each text is printed on a line of its
own.

exit code: 0 every file could be read, even if it held no code; 2 at least one could not.""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "decode",
        help=_("print what the QR codes in files say, unchecked"),
        description=description(),
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("PDF, JPEG, PNG, TIFF, WebP, BMP or GIF"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object per file and line"))
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
    from scanner.documents import read_document

    texts: dict[str, None] = {}
    result: dict[str, Any] = {"file": name}
    try:
        # No trust list is at hand: any text will do to end the search on a page.
        for page in read_document(Path(name), good=lambda _: True, limits=DEFAULT_LIMITS):
            texts.update(dict.fromkeys(page.texts))
    except DocumentError as error:
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
    from reading.decode import zbar

    if not zbar.available():
        hint = _("the last fallback for bad photographs is not installed; get it with %(commands)s")
        print("scanner: " + hint % {"commands": zbar.INSTALL}, file=sys.stderr)
