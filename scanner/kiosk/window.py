"""The window of the counter, by Tk: it loses no key, however fast a hand scanner types.

OpenCV's windows keep one key at a time: of 250 that came within a quarter of a second, 3 to 131 were lost
(docs/adr/0025). Tk belongs to Python; on Debian it is the package `python3-tk`.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PIL import Image

from scanner.errors import CameraError, MissingLibraryError
from scanner.kiosk.checks import Checks
from scanner.kiosk.counter import Counter
from scanner.kiosk.keyboard import Key, Keyboard, Line
from scanner.kiosk.page import draw_page
from scanner.language import _

if TYPE_CHECKING:
    import tkinter

LOOK_MILLISECONDS: Final = 25
"""How often it is looked whether keys have settled, answers have come, or pages of a comparison."""

COMPARISON_MILLISECONDS: Final = 100
"""How often a comparison is drawn while no key comes: its pictures are loaded meanwhile."""

KEYS_WITHOUT_CHARACTER: Final = {"Return": "\r", "KP_Enter": "\r", "Escape": "\x1b", "BackSpace": "\b", "Tab": "\t"}


class KioskWindow:
    """Shows the counter over the whole screen until the person leaves."""

    def __init__(
        self,
        counter: Counter,
        checks: Checks,
        *,
        trust_line: Callable[[], str],
        full_screen: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counter = counter
        self._checks = checks
        self._trust_line = trust_line
        self._clock = clock
        self._keyboard = Keyboard()
        self._key_typed_at = self._key_heeded_at = 0.0
        self._root = _open(full_screen=full_screen)
        self._label = self._make_label()
        self._shown: object = None
        self._drawn_at = 0.0
        self._failure: BaseException | None = None
        self._root.bind("<Key>", self._on_key)
        self._root.protocol("WM_DELETE_WINDOW", self._leave)

    def run(self) -> None:
        """Run until the person leaves."""
        self._root.focus_force()
        self._root.after(0, self._look)
        self._root.mainloop()
        self._root.destroy()
        if self._failure is not None:
            raise self._failure

    def _leave(self) -> None:
        self._counter.wants_to_leave = True

    def _make_label(self) -> "tkinter.Label":
        import tkinter

        label = tkinter.Label(self._root, borderwidth=0, highlightthickness=0)
        label.pack(fill="both", expand=True)
        return label

    def _on_key(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        char = KEYS_WITHOUT_CHARACTER.get(event.keysym, event.char)
        # Keys like Shift write nothing; with Control or Alt held, a character is no text.
        if not char:
            return
        # When it was typed, by the window system: a page that is being drawn must not tear a scanner's burst apart.
        self._key_typed_at, self._key_heeded_at = event.time / 1000, self._clock()
        for done in self._keyboard.feed(char, self._key_typed_at):
            self._heed(done)

    def _look(self) -> None:
        try:
            # First the keys that wait to be read: nothing has settled before they are.
            self._root.update()
            for done in self._keyboard.settle(self._key_typed_at + self._clock() - self._key_heeded_at):
                self._heed(done)
            for question, finding in self._checks.answers():
                self._counter.answer(question, finding)
            self._draw()
        except BaseException as error:  # noqa: BLE001  Tk would print it and go on; `run` raises it again
            self._failure = error
            self._root.quit()
            return
        if self._counter.wants_to_leave:
            self._root.quit()
            return
        self._root.after(LOOK_MILLISECONDS, self._look)

    def _heed(self, done: Key | Line) -> None:
        self._counter.heed(done)
        # What a key did is seen at once.
        self._drawn_at = 0.0

    def _draw(self) -> None:
        from PIL import ImageTk

        width, height = max(200, self._root.winfo_width()), max(150, self._root.winfo_height())
        image = self._picture(width, height)
        if image is not None:
            self._kept = ImageTk.PhotoImage(image, master=self._root)
            self._label.configure(image=self._kept)

    def _picture(self, width: int, height: int) -> Image.Image | None:
        """Return the picture to show now; None where the one that is shown still holds."""
        counter = self._counter
        if counter.is_comparing:
            self._shown = None
            if (self._clock() - self._drawn_at) * 1000 < COMPARISON_MILLISECONDS:
                return None
            self._drawn_at = self._clock()
            picture = counter.comparison_picture(width, height)
            return None if picture is None else Image.fromarray(picture[:, :, ::-1])
        line = self._trust_line()
        state = (
            width,
            height,
            line,
            counter.typed,
            counter.message,
            counter.finding,
            counter.is_checking,
            counter.number_waiting,
            tuple(counter.history),
        )
        if state == self._shown:
            return None
        self._shown = state
        return draw_page(counter, width, height, trust_line=line)


def _open(*, full_screen: bool) -> "tkinter.Tk":
    try:
        import tkinter
    except ImportError as error:
        raise MissingLibraryError(
            _(
                "Tk, which shows the counter's window, is not installed; on Debian or Ubuntu install it with "
                "`apt-get install python3-tk`, or use --terminal"
            )
        ) from error
    try:
        root = tkinter.Tk(className="OriginSeal")
    except tkinter.TclError as error:
        raise CameraError(_("no window can be opened here (there is no screen); use --terminal")) from error
    root.title(_("OriginSeal: certificate check"))
    root.configure(background="#101820", cursor="none")
    width, height = root.winfo_screenwidth(), root.winfo_screenheight()
    if full_screen:
        # Where no window manager heeds the wish, the size does it.
        root.geometry(f"{width}x{height}+0+0")
        root.attributes("-fullscreen", True)
    else:
        root.geometry(f"{min(1280, width)}x{min(800, height)}")
    return root
