"""From a file that was read, and the answers about its codes, to the rows of the result."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from scanner.checker import NOTHING_FOUND, CheckedCode, no_code
from scanner.language import Sentence
from scanner.stack.values import Row
from scanner.stack.work import Work
from signing.result import Paper, VerificationResult


def rows_of(work: Work, results: Sequence[VerificationResult], now: dt.datetime) -> list[Row]:
    """Return a row for each code on each page, and one for whatever could not be read.

    `results` are those of `Work.texts`, in their order. A file of which nothing else can be said has one row that says
    so. The first row tells the pages without a code: in a PDF of forty papers, the one whose code nobody could read
    must not go unnoticed.
    """
    result_of = dict(zip(work.texts(), results, strict=True))
    rows = [_code_row(work, text, place.page, result_of[text], now) for text, place in work.codes()]
    rows += [_trouble_row(work, number, sentence, now) for number, sentence in work.lost.items()]
    rows.sort(key=lambda row: row.code.page or 0)
    if work.trouble is not None:
        rows.append(_trouble_row(work, None, work.trouble, now))
    if not rows:
        rows = [_trouble_row(work, None, NOTHING_FOUND, now)]
    first, *others = rows
    return [_with_blank_pages(first, work), *others]


def _code_row(work: Work, text: str, page: int | None, result: VerificationResult, now: dt.datetime) -> Row:
    code = CheckedCode(work.source, page, result, work.sha256)
    return Row(code, now, text, work.count, thumbnail=work.thumbnail(page))


def _trouble_row(work: Work, number: int | None, sentence: str, now: dt.datetime) -> Row:
    # What has its sentence in the other languages as well is left alone: joined to a full stop, it would lose them.
    said = sentence if isinstance(sentence, Sentence) or sentence.endswith(".") else f"{sentence}."
    code = CheckedCode(work.source, number, no_code(said), work.sha256)
    return Row(code, now, None, work.count, thumbnail=work.thumbnail(number))


def _with_blank_pages(row: Row, work: Work) -> Row:
    blank = work.without_code()
    if row.code.result.paper is Paper.MATCHED or work.count == 1:
        # The chamber's own file is known as a whole; and where there is but one page, its row says it all.
        return replace(row, thumbnail=row.thumbnail or work.first_thumbnail)
    return replace(row, without_code=blank, thumbnail=row.thumbnail or work.first_thumbnail)
