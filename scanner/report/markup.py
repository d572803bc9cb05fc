"""Pages as trees of elements: what strangers wrote is put in as text, so it can never become a tag.

The library's serialiser escapes every text and every attribute; no string of ours is ever joined to one of theirs.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from scanner.screen.finding import Kind
from scanner.terminal import printable

_ICONS: Final = {
    Kind.COMPARE: (
        ("rect", {"x": "2", "y": "2", "width": "48", "height": "48", "rx": "6", "class": "line"}),
        ("path", {"d": "M11 18h12M11 26h12M11 34h12M29 18h12M29 26h12M29 34h12", "class": "line"}),
    ),
    Kind.CONFIRMED: (
        ("circle", {"cx": "26", "cy": "26", "r": "26", "class": "area"}),
        ("path", {"d": "M14 27l8 8 16-17", "class": "cut"}),
    ),
    Kind.INVALID: (
        ("path", {"d": "M16 0h20l16 16v20L36 52H16L0 36V16z", "class": "area"}),
        ("path", {"d": "M17 17l18 18M35 17L17 35", "class": "cut"}),
    ),
    Kind.INDETERMINATE: (
        ("path", {"d": "M26 1L51 26 26 51 1 26z", "class": "area"}),
        ("path", {"d": "M20 21a6 6 0 1 1 8.500 5.500c-2 1-2.500 2-2.500 4", "class": "cut"}),
        ("circle", {"cx": "26", "cy": "37", "r": "2.600", "class": "dot"}),
    ),
}
"""The shapes of the public pages (`templates/parts/icons.html` of the reference service)."""

_SPACES = re.compile(r"\s+")


def element(tag: str, *children: "Element | str | None", **attributes: str | None) -> Element:
    """Return an element. `class_` and `for_` stand for names that Python keeps; None is left out."""
    made = Element(tag, {name.rstrip("_"): shown(value) for name, value in attributes.items() if value is not None})
    last: Element | None = None
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + shown(child)
        else:
            last.tail = (last.tail or "") + shown(child)
    return made


def name(text: str) -> Element:
    """Return a stranger's name in whatever direction it is written, without turning the line around it."""
    return element("bdi", text)


def icon(kind: Kind) -> Element:
    """Return the shape of a kind; the word beside it says the same."""
    drawing = element("svg", class_="icon", viewBox="0 0 52 52")
    drawing.set("aria-hidden", "true")
    for tag, attributes in _ICONS[kind]:
        SubElement(drawing, tag, attributes)
    return drawing


def shown(text: str) -> str:
    """Return text as a page can hold it: spaces of any kind are one blank, what cannot be printed is its escape."""
    return printable(_SPACES.sub(" ", text))


def serialised(root: Element) -> bytes:
    """Return the page as UTF-8."""
    page: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + page
