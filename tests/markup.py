"""Texts that would run as a script wherever a page forgot to escape them, and a reader that finds what they became."""

import re
from html.parser import HTMLParser

MARK = "xss1337"
"""Stands in every payload, so that what came of it is found."""

PAYLOADS = (
    f"<script>alert('{MARK}')</script>",
    f"\"><script>alert('{MARK}')</script>",
    f"'><img src={MARK} onerror=alert(1)>",
    f"\" autofocus onfocus=\"alert('{MARK}')",
    f"' onmouseover='alert(/{MARK}/)",
    f"</textarea><svg onload=alert('{MARK}')>",
    f"</title><iframe srcdoc='<b>{MARK}</b>'></iframe>",
    f"javascript:alert('{MARK}')",
    f"{{{{7*7}}}}{{% print '{MARK}' %}}",
    f"<!--{MARK}-->",
    f"&lt;script&gt;{MARK}",
    f"＜script＞{MARK}",
    f"\u202e<b>{MARK}</b>",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "iframe", "object", "embed", "base", "meta") and MARK in str(values):
            self.found.append(f"<{tag} {values}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("srcdoc", "style"):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                "javascript"
            ):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and MARK in data:
            self.found.append(f"script: {data}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"<!--{data}-->")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def markup_in(page: str) -> list[str]:
    """Return what of a payload became markup in a page; empty where all of it stayed text."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if f"<b>{MARK}" in page:
        reader.found.append(f"<b>{MARK}")
    return reader.found


def without_the_question(page: str) -> str:
    """Return a page that found nothing without the number and the day that were asked for, wherever they stand."""
    page = re.sub(r'<p class="panel-number">.*?</p>', "", page)
    return re.sub(r' value="[^"]*"|/certificates/[^"?]*', "", page)
