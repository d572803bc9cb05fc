"""Answers pages that were made before, ahead of Flask's routing, while nothing they show has changed.

A certificate's page is looked up as the API looks it up: in what this process holds, with all records known by now.
Only a page that was made from that very version, in the same state of the trust files, is answered; every other
question goes on to Flask with a note of what was asked, and the page that Flask makes is kept
(:mod:`reference_service.pages.keeping`).
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from look.languages import Language
from reference_service.http_answer import HttpAnswer
from reference_service.languages import LANGUAGES, accepted_language
from reference_service.page_cache import KeptPage, Key, PageCache
from reference_service.service import Service
from reference_service.trust import PublishedTrust

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

QUESTION = "originseal.page_question"
"""Under this name the WSGI environment carries a :class:`PageQuestion` to whoever makes the page."""

WITHOUT_CERTIFICATE = frozenset({"/", "/about", "/report", "/keys", "/docs"})
"""Pages that are the same for everybody while the trust files are."""

_CERTIFICATE = re.compile(
    r"/certificates/(?P<number>[0-9A-Z]{1,24})/(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})|/[vV]/[A-Z2-7]{1,400}", re.ASCII
)
_CHOSEN_LANGUAGE = re.compile(r"lang=([a-z]{2})", re.ASCII)


@dataclass(frozen=True)
class PageQuestion:
    """What was asked, in which state of trust files and bulletin and when (UTC), before the page was begun.

    `posted` is :attr:`BulletinBoard.version`.
    """

    key: Key
    language: Language
    trust: PublishedTrust
    posted: int
    asked_at: dt.datetime


class PagePath:
    """Answers from a :class:`PageCache` what still holds."""

    def __init__(self, service: Service, cache: PageCache) -> None:
        self._service = service
        self._cache = cache

    def answer(self, path: str, environ: "WSGIEnvironment") -> tuple[str, HttpAnswer] | None:
        """Answer a plain GET, with the name of the view that made the page; None lets Flask answer.

        Whatever is raised means None as well.
        """
        certificate = _CERTIFICATE.fullmatch(path)
        if certificate is None and path not in WITHOUT_CERTIFICATE:
            return None
        query = environ.get("QUERY_STRING", "")
        language = _language(query, environ)
        if language is None:
            return None
        key = (path, query, language.code, environ["HTTP_HOST"], environ["wsgi.url_scheme"])
        # Looked at for every page: a revocation that stands in the signed list alone shows as soon as it is there.
        service = self._service
        question = PageQuestion(key, language, service.trust.current(), service.board.version, service.clock())
        kept = self._cache.get(key)
        if kept is not None and _holds(kept, question):
            if certificate is None or kept.shown is None:
                return kept.view, kept.answer()
            # Asked as Flask's view asks, so that it counts alike: a row by number and date, nothing by a seal.
            found = (
                service.register.held_by_number(certificate["number"], certificate["date"])
                if certificate["number"] is not None
                else service.register.held_by_seal(kept.shown.seal)
            )
            # The version tells of new records, and of data that have grown too old.
            if found is not None and found.published is not None and found.published.version == kept.shown.version:
                return kept.view, kept.answer(found.head.as_of)
        environ[QUESTION] = question
        return None


def _language(query: str, environ: "WSGIEnvironment") -> Language | None:
    """Return the language in which Flask would answer; None where the query holds anything besides."""
    if not query:
        return accepted_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    chosen = _CHOSEN_LANGUAGE.fullmatch(query)
    return LANGUAGES.get(chosen[1]) if chosen is not None else None


def _holds(kept: KeptPage, question: PageQuestion) -> bool:
    same = kept.trust is question.trust and kept.posted == question.posted
    return same and kept.since <= question.asked_at < kept.until
