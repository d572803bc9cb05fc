"""What the buttons beside goods lines do where the browser runs no script."""

from issuance.domain.application.entry import Entry
from signing.content import MAX_GOODS_LINES


def after_goods_act(entry: Entry, do: str) -> tuple[Entry, str]:
    """Return the entry after a button `line-add`, `line-copy:3` or `line-remove:3`, and where on the page to go on.

    Lines count from 1. What is no such button, or names no line, changes nothing.
    """
    act, _colon, typed = do.partition(":")
    rows = list(entry.goods)
    if act == "line-add" and len(rows) < MAX_GOODS_LINES:
        # An empty last line is not stored; the page offers one more than there are.
        return entry, f"goods-{len(rows) + 1}"
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 3 else 0
    if not 1 <= number <= len(rows):
        return entry, ""
    if act == "line-copy" and len(rows) < MAX_GOODS_LINES:
        rows.insert(number, rows[number - 1])
        return entry.model_copy(update={"goods": tuple(rows)}), f"goods-{number + 1}"
    if act == "line-remove":
        del rows[number - 1]
        return entry.model_copy(update={"goods": tuple(rows)}), f"goods-{min(number, max(len(rows), 1))}"
    return entry, ""
