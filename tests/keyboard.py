"""Somebody who has no mouse: Tab, Space, Enter and letters, from wherever the focus is.

keys = Keyboard(page)
keys.to("[name='invoice.number']")     # Tab until the focus is there; fails where it never comes
keys.types("INV-1")
"""

from playwright.sync_api import Page

MOST_STEPS = 150
_HERE = "selector => !!document.activeElement && document.activeElement.matches(selector)"
_NAMED = "text => { const here = document.activeElement; return !!here && here.matches('a, button, summary') "
_NAMED += "&& here.innerText.trim().startsWith(text); }"
_SEEN = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


class Keyboard:
    """The keys of a browser's window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Go on by Tab to an element, which has to be in sight then."""
        self._until(_HERE, selector)

    def types(self, text: str) -> None:
        """Type over what is in the field; in a choice, go down to the answer of this value."""
        if self.page.evaluate("document.activeElement.tagName") == "SELECT":
            values = self.page.evaluate("[...document.activeElement.options].map(each => each.value)")
            chosen = self.page.evaluate("document.activeElement.selectedIndex")
            steps = values.index(text) - chosen
            for _ in range(abs(steps)):
                self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
            return
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def follows(self, text: str) -> None:
        """Go on by Tab to the link or button that begins with these words, press Enter, and wait for its page."""
        self._until(_NAMED, text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _until(self, question: str, wanted: str) -> None:
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(question, wanted):
                assert self.page.evaluate(_SEEN), f"{wanted} has the focus out of sight"
                return
        raise AssertionError(f"{MOST_STEPS} steps of Tab do not come to {wanted} on {self.page.url}")
