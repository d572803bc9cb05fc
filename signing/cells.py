"""Cells of a table that a spreadsheet shows as they are, and never runs as formulas.

The office, the reference service and the scanner write tables whose words come from strangers, by this one rule.
"""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula, or a new cell, in some spreadsheet (OWASP, CSV injection), also in full width."""


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before one that begins like it."""
    # Blanks before it, full-width ones too, do not keep every program from reading a formula.
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell
