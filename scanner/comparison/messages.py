"""What the comparison says in its own words: questions, what to do about a difference, how it ended, the keys.

The words are those of the reference service's pages, where they have the same to say.
"""

from typing import Final

from scanner.comparison.comparison import Comparison
from scanner.comparison.course import Course, Mark, Stage
from scanner.comparison.outcome import Found, Outcome
from scanner.comparison.panels import Board, title_of
from scanner.language import N_, _, day_text, is_right_to_left
from scanner.screen.finding import Kind
from scanner.screen.frames import Rectangle, dashed_frame
from scanner.screen.icons import draw_icon
from scanner.screen.tones import GREY, INK, NAVY, RED, TONES

DIFFERENCE_TITLE: Final = N_("The paper does not say what the chamber issued")
DO_NOT_RELY: Final = N_(
    "Do not rely on this paper. Keep it and tell the chamber; a changed paper with a genuine code is the usual fraud."
)
WRITE_DOWN: Final = N_(
    "Write down both readings. A bad print can look like a difference, and so can an altered paper: "
    "do not decide it alone, ask the chamber."
)
WAYS_TO_CHAMBER: Final = N_("The chamber: %(chamber)s · %(contact)s")
ALL_SAME: Final = N_("You found every box the same")
CONFIRM_IT: Final = N_("Press Enter if the paper says the same as the certificate.")
OPEN_BOXES: Final = N_("Not every box was compared")
GO_TO_OPEN: Final = N_("Press Enter to go to the first that is open.")
LACKING: Final = N_("Not everything can be compared here")
LACKING_STEP: Final = N_(
    "A picture of the certified document could not be shown. The paper stays not compared: check again later, or ask "
    "the chamber."
)
ORIGINAL: Final = N_(
    "Whether the paper is the original or a copy cannot be told by comparing. Customs or a bank may still refuse it."
)
ENDINGS: Final = {
    Found.CONFIRMED: (
        Kind.CONFIRMED,
        N_("In force and compared"),
        N_("In force, and the paper says the same"),
        N_("This confirms what the chamber issued. Customs or a bank may still refuse it."),
    ),
    Found.DIFFERS: (Kind.INVALID, N_("Paper differs"), DIFFERENCE_TITLE, DO_NOT_RELY),
    Found.NOT_COMPARED: (
        Kind.COMPARE,
        N_("In force: now compare"),
        N_("The paper was not compared to the end"),
        N_("Nothing is known of the paper: a genuine code can stand on a changed paper."),
    ),
}


def keys(course: Course, *, scans: int) -> list[tuple[str, str]]:
    """Return the keys that do something now, with what they do."""
    if course.stage is Stage.DIFFERENCE:
        return [
            (_("Enter"), _("end here")),
            (_("Space"), _("go on comparing")),
            (_("Backspace"), _("it does not differ")),
        ]
    offered = [(_("Enter"), _("the same on the paper")), ("D", _("it differs")), (_("Backspace"), _("back"))]
    if course.stage is Stage.SUMMARY:
        offered = [(_("Enter"), _answer(course)), (_("Backspace"), _("back"))]
    else:
        offered.append((_("Space"), _("look on")))
    if course.saw_all and course.stage is Stage.BOX:
        offered.append(("A", _("all the same")))
    offered.append(("U", _("undo")))
    if scans > 1:
        offered.append(("Tab", _("next page")))
    if scans:
        offered.append(("Z", _("enlarge")))
    return [*offered, ("Esc", _("stop"))]


def _answer(course: Course) -> str:
    """Return what Enter does at the summary."""
    if course.differing:
        return _("end here")
    return _("the paper says the same") if course.same == len(course.marks) else _("go on")


def progress(course: Course) -> str:
    """Return how far one is."""
    return _("The same: %(same)d of %(boxes)d · Different: %(different)d") % {
        "same": course.same,
        "boxes": len(course.marks),
        "different": len(course.differing),
    }


def sheet(number: int, count: int) -> str:
    """Return which part of a long box this is; `number` counts from 0."""
    return _("part %(number)d of %(count)d") % {"number": number + 1, "count": count}


def caption(number: int, count: int) -> str:
    """Return what stands below the scan; `number` counts from 0."""
    if count == 1:
        return _("The paper as scanned")
    return _("The paper as scanned, page %(number)d of %(count)d") % {"number": number + 1, "count": count}


def difference(board: Board, within: Rectangle, course: Course) -> None:
    """Draw what to do now that a box differs."""
    inner, baseline = _panel(board, within, Kind.INVALID)
    unit = board.unit
    title = title_of(course.box, course.comparison.language)
    baseline = board.paragraph(inner, baseline, _("Paper differs"), unit, RED, bold=True)
    baseline = board.paragraph(inner, baseline + unit, _(DIFFERENCE_TITLE), unit * 2, RED, bold=True)
    baseline = board.paragraph(inner, baseline, title, round(unit * 1.3), INK, bold=True)
    baseline = board.paragraph(inner, baseline + unit // 2, _(DO_NOT_RELY), round(unit * 1.4), INK, bold=True)
    baseline = board.paragraph(inner, baseline + unit // 2, _(WRITE_DOWN), round(unit * 1.2), INK)
    chamber = {"chamber": course.comparison.chamber, "contact": course.comparison.contact}
    board.paragraph(inner, baseline + unit // 2, _(WAYS_TO_CHAMBER) % chamber, round(unit * 1.2), INK)


def summary(board: Board, within: Rectangle, course: Course) -> None:
    """Draw the question at the end, or what keeps it from being asked."""
    if course.differing:
        _summary_of_differences(board, within, course)
        return
    done = course.same == len(course.marks)
    lacking = not done and Mark.OPEN not in [m for i, m in enumerate(course.marks) if i not in course.lacking]
    title, step = (ALL_SAME, CONFIRM_IT) if done else (LACKING, LACKING_STEP) if lacking else (OPEN_BOXES, GO_TO_OPEN)
    inner, baseline = _panel(board, within, Kind.COMPARE)
    unit = board.unit
    baseline = board.paragraph(inner, baseline, progress(course), unit, NAVY, bold=True)
    baseline = board.paragraph(inner, baseline + unit, _(title), unit * 2, NAVY, bold=True)
    baseline = board.paragraph(inner, baseline + unit // 2, _(step), round(unit * 1.4), INK, bold=True)
    board.paragraph(inner, baseline + unit // 2, _(ORIGINAL), round(unit * 1.2), GREY)


def _summary_of_differences(board: Board, within: Rectangle, course: Course) -> None:
    inner, baseline = _panel(board, within, Kind.INVALID)
    unit = board.unit
    baseline = board.paragraph(inner, baseline, _("Paper differs"), unit, RED, bold=True)
    baseline = board.paragraph(inner, baseline + unit, _(DIFFERENCE_TITLE), unit * 2, RED, bold=True)
    baseline = board.paragraph(inner, baseline, _(DO_NOT_RELY), round(unit * 1.3), INK, bold=True)
    for index, box in enumerate(course.differing):
        if baseline > within[3] - unit * 2:
            more = len(course.differing) - index
            board.paragraph(inner, baseline, _("and %(count)d more") % {"count": more}, unit, INK)
            break
        baseline = board.paragraph(inner, baseline, title_of(box, course.comparison.language), unit, INK)


def ending(board: Board, outcome: Outcome, comparison: Comparison) -> None:
    """Draw how it ended over the whole window; green only where the person confirmed."""
    kind, word, title, step = ENDINGS[outcome.found]
    colour = TONES[kind].colour
    width, height = board.image.size
    unit = board.unit
    within = (width // 8, height // 4, width - width // 8, height - height // 4)
    inner, baseline = _panel(board, within, kind)
    baseline = board.paragraph(inner, baseline, _(word), round(unit * 1.3), colour, bold=True)
    baseline = board.paragraph(inner, baseline + unit, _(title), round(unit * 2.2), colour, bold=True)
    issued = _("issued on %(day)s") % {"day": day_text(comparison.issued)}
    baseline = board.paragraph(inner, baseline, comparison.number, round(unit * 1.6), INK, bold=True)
    baseline = board.paragraph(inner, baseline, f"{issued}  ·  {comparison.chamber}", round(unit * 1.2), GREY)
    board.paragraph(inner, baseline + unit // 2, _(step), round(unit * 1.4), INK, bold=True)


def _panel(board: Board, within: Rectangle, kind: Kind) -> tuple[Rectangle, int]:
    """Draw a panel with its icon; return the room for its words and their first baseline."""
    left, top, right, bottom = within
    unit = board.unit
    tone = TONES[kind]
    board.canvas.rectangle(within, fill=tone.tint)
    if tone.dashed:
        dashed_frame(board.canvas, within, tone.colour, max(2, unit // 6))
    else:
        board.canvas.rectangle(within, outline=tone.colour, width=max(2, unit // 6))
    beside = right - unit * 3 if is_right_to_left() else left + unit * 3
    draw_icon(board.image, kind, (beside, top + unit * 3), unit * 2, tone.colour)
    near, far = (unit * 2, unit * 6) if is_right_to_left() else (unit * 6, unit * 2)
    return (left + near, top, right - far, bottom), top + round(unit * 2.4)
