"""Keeping pages for :mod:`reference_service.page_path`: which may be kept, and until when they can hold."""

import datetime as dt

from flask import Flask, Response, g, request

from reference_service.page_cache import KeptPage, PageCache, Shown
from reference_service.page_path import QUESTION, WITHOUT_CERTIFICATE, PageQuestion
from reference_service.pages.formats import as_of_markup
from reference_service.pages.judgement import Judgement
from reference_service.register_view import Answer
from reference_service.service import Service
from reference_service.trust import PublishedTrust
from signing.evidence import Freshness

LONGEST = dt.timedelta(hours=1)
"""A page is made anew after this time, though nothing is known to have changed."""


def shows(answer: Answer, judgement: Judgement) -> None:
    """Say which certificate the page shows that is being made.

    Without this it is not kept: what did not verify is verified again each time.
    """
    published = answer.published
    if published is not None and judgement.records:
        g.shown = Shown(published.stored.seal, published.version, judgement.as_of, judgement.zone)


def not_final() -> None:
    """Say that the page shows, or lacks, something that can change without a record."""
    g.not_final = True


def keep_pages(app: Flask, service: Service, cache: PageCache) -> None:
    """Keep what may be kept. Called before all others that change an answer: they are then done when this looks."""

    @app.after_request
    def keep(response: Response) -> Response:
        question: PageQuestion | None = request.environ.get(QUESTION)
        if question is not None and not g.get("not_final"):
            page = _kept(question, response, g.get("shown"))
            # What changed while the page was made may stand on it in either state.
            unchanged = service.trust.current() is question.trust and service.board.version == question.posted
            if page is not None and unchanged:
                cache.put(question.key, page)
        return response


def steady_until(trust: PublishedTrust, now: dt.datetime) -> dt.datetime:
    """Return the instant before which a verification of the same bytes has the same result as now.

    What was verified as genuine is judged by the clock in two ways alone: by the age of the signed list and by that of
    the trust list.
    """
    limits = Freshness()
    steps = [now + LONGEST, trust.valid_until, trust.valid_until + limits.trust]
    if trust.status is not None:
        steps += [trust.status.as_of - limits.clock, trust.status.as_of + limits.status]
    return min(step for step in steps if step > now)


def _kept(question: PageQuestion, response: Response, shown: Shown | None) -> KeptPage | None:
    if response.status_code != 200 or response.mimetype != "text/html" or response.is_streamed:
        return None
    body = response.get_data()
    parts: tuple[bytes, ...] = (body,)
    if question.key[0] not in WITHOUT_CERTIFICATE:
        if shown is None:
            return None
        parts = tuple(body.split(as_of_markup(shown.as_of, shown.zone, question.language).encode()))
        # A page whose as-of time stands elsewhere too, or nowhere, could not be told the time of another answer.
        if len(parts) == 1 or any(shown.as_of.isoformat().encode() in part for part in parts):
            return None
    return KeptPage(
        view=request.endpoint or "none",
        headers=response.get_wsgi_headers(request.environ).to_wsgi_list(),
        parts=parts,
        language=question.language,
        trust=question.trust,
        posted=question.posted,
        since=question.asked_at,
        until=steady_until(question.trust, question.asked_at),
        shown=shown if question.key[0] not in WITHOUT_CERTIFICATE else None,
    )
