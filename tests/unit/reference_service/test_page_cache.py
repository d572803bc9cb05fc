"""Pages answered from memory: the same bytes as Flask makes now, and never a verdict that is no longer known."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reference_service.app import create_app
from reference_service.bulletin import BulletinBoard, Posted
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache
from reference_service.fast_path import FastPath
from reference_service.languages import ENGLISH, LANGUAGES
from reference_service.page_cache import KeptPage, PageCache
from reference_service.status_follower import StatusFollower
from reference_service.trust import TrustDirectory
from register.errors import RegisterUnavailableError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.bulletin import Notice, Severity
from signing.content import Kind
from signing.qr import encode_base32
from signing.record import State
from tests.builders import Issued
from tests.reference_site import PNG, ReferenceSite, page_of, qr_page_of

TEN_SECONDS = dt.timedelta(seconds=10)


class Pages:
    """A site whose log is asked when the test says so, and which counts the requests that reach Flask."""

    def __init__(self, site: ReferenceSite) -> None:
        self.site = site
        self.reader = RegisterReader.open(site.config.register_url, clock=site.clock)
        # An hour between two questions: the thread asks once, and whatever follows is asked by `poll`.
        self.follower = StatusFollower(self.reader, poll_seconds=3600)
        self.app: APIFlask = create_app(
            site.config,
            reader=self.reader,
            source=CachedSource(self.reader, self.follower, CertificateCache()),
            documents=site.documents,
            trust=TrustDirectory(site.config.trust_directory),
            clock=site.clock,
        )
        self.client: FlaskClient = self.app.test_client()
        self.reached_flask = 0
        fast = self.app.wsgi_app
        assert isinstance(fast, FastPath)
        self.flask, fast.inner = fast.inner, self._count
        self.fast = fast

    def publish(self, issued: Issued, *, with_copy: bool = True) -> Issued:
        self.site.publish(issued)
        if with_copy:
            self.publish_copy(issued)
        return issued

    def publish_copy(self, issued: Issued) -> None:
        self._write(lambda writer: writer.publish_copy(issued.sid, hashlib.sha256(issued.sid).digest()))

    def append(self, issued: Issued) -> None:
        """Write the last record of a published certificate and follow the log."""
        self._write(lambda writer: writer.append(issued.records[-1]))
        self.follower.poll()

    def later(self, by: dt.timedelta = dt.timedelta(seconds=1.25)) -> None:
        """Let time pass and follow the log."""
        self.site.now += by
        self.follower.poll()

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, headers=headers)

    def flasks(self, method: str, address: str, headers: dict[str, str]) -> TestResponse:
        """Return what Flask alone answers now."""
        self.app.wsgi_app = self.flask  # type: ignore[method-assign]  # the way that Flask documents
        try:
            return self.client.open(address, method=method, headers=headers)
        finally:
            self.app.wsgi_app = self.fast  # type: ignore[method-assign]  # as above

    def made_anew(self, address: str, **headers: str) -> bool:
        before = self.reached_flask
        assert self.get(address, **headers).status_code == 200
        return self.reached_flask > before

    def close(self) -> None:
        self.follower.close()
        self.reader.close()

    def _count(self, environ: Any, start_response: Any) -> Any:
        self.reached_flask += 1
        return self.flask(environ, start_response)

    def _write(self, step: Callable[[RegisterWriter], object]) -> None:
        writer = RegisterWriter.open(
            self.site.config.register_url, trust=lambda: self.site.world.trust, clock=self.site.clock
        )
        step(writer)
        writer.close()


@pytest.fixture
def pages(site: ReferenceSite) -> Iterator[Pages]:
    # The register's data of a moment that no record has, as in life.
    site.now += dt.timedelta(seconds=5, microseconds=417_000)
    made = Pages(site)
    yield made
    made.close()


@pytest.fixture
def issued(pages: Pages) -> Issued:
    return pages.publish(pages.site.world.issue(1))


def both_addresses(issued: Issued) -> list[str]:
    return [page_of(issued), qr_page_of(issued)]


def test_a_page_is_made_once_and_then_told_the_time_of_now(pages: Pages, issued: Issued) -> None:
    for address in both_addresses(issued):
        assert pages.made_anew(address)
        pages.later()
        before = pages.reached_flask
        answer = pages.get(address)
        assert pages.reached_flask == before
        as_of = pages.follower.head().as_of
        assert answer.headers["Register-As-Of"] == f"{as_of:%Y-%m-%dT%H:%M:%SZ}"
        assert f'datetime="{as_of.isoformat()}"' in answer.text
        assert f"{as_of:%H:%M:%S} (UTC)" in answer.text


def test_kept_pages_are_byte_for_byte_what_flask_makes_now(pages: Pages) -> None:
    site, world = pages.site, pages.site.world
    fraction = dt.timedelta(microseconds=site.now.microsecond)
    site.now -= fraction  # records have whole seconds
    document = {"title": "Invoice", "pages": 1, "sha256": "ab" * 32}
    document["page_images"] = [site.documents.put(PNG, max_bytes=1000)]  # type: ignore[assignment]  # one of many shapes
    published = [
        pages.publish(world.issue(1)),
        pages.publish(world.issue(2, Kind.COO_FOREIGN, issued_retrospectively=True)),
        pages.publish(world.issue(3, Kind.INVOICE, document=document)),
        pages.publish(world.issue(4, Kind.SIGNATURE, document=document), with_copy=False),
        pages.publish(world.revoke(world.issue(5))),
        pages.publish(world.replace(world.issue(6), world.number(7))),
        pages.publish(world.issue(7, replaces=world.number(6).public)),
        pages.publish(world.void(8), with_copy=False),
        site.publish_expunged(9),
    ]
    pages.later(fraction)
    unknown = world.issue(20)
    addresses = [address for each in [*published, unknown] for address in both_addresses(each)]
    addresses += ["/", "/about", "/report", "/keys", "/docs", "/v/AAAA", "/v/A", "/certificates/AAA/2026-03-10"]
    addresses += [f"/certificates/{published[0].number}/2026-03-09", f"/v/{encode_base32(published[0].seal).lower()}"]
    questions: list[dict[str, str]] = [
        {},
        {"Accept-Language": "ja"},
        {"Accept-Language": "xx, ar;q=0.5, fr;q=0.4"},
        {"Host": "ref.example.jp"},
        {"Host": "REF.example.jp:80"},
        {"Host": "a b"},
        {"If-None-Match": "*"},
    ]
    from_memory = 0
    for step in range(3):
        for address in addresses:
            for query in ("", "?lang=ar", "?lang=xx") if step else ("",):
                for headers in questions if not step else questions[:1]:
                    for method in ("GET", "HEAD") if not headers else ("GET",):
                        before = pages.reached_flask
                        mine = pages.client.open(address + query, method=method, headers=headers)
                        from_memory += pages.reached_flask == before
                        flasks = pages.flasks(method, address + query, headers)
                        said = (step, address, query, headers, method)
                        assert mine.status == flasks.status, said
                        assert list(mine.headers) == list(flasks.headers), said
                        assert mine.data == flasks.data, said
        pages.later(dt.timedelta(seconds=77.5) if step else dt.timedelta(milliseconds=100))
    assert from_memory > 50


@pytest.mark.parametrize("address_of", [page_of, qr_page_of])
def test_a_revocation_changes_the_very_next_page(
    pages: Pages, issued: Issued, address_of: Callable[[Issued], str]
) -> None:
    address = address_of(issued)
    assert "panel-compare" in pages.get(address).text
    assert not pages.made_anew(address)
    pages.append(pages.site.world.revoke(issued))
    answer = pages.get(address)
    assert "panel-invalid" in answer.text
    assert "panel-compare" not in answer.text
    assert not pages.made_anew(address), "the page of a revoked certificate is kept as well"


def test_a_revocation_that_the_signed_list_alone_knows_changes_the_very_next_page(pages: Pages, issued: Issued) -> None:
    for address in both_addresses(issued):
        assert "panel-compare" in pages.get(address).text
    pages.site.write_trust(version=2, revoked={issued.sid: State.REVOKED})
    for address in both_addresses(issued):
        assert "panel-invalid" in pages.get(address).text
        assert not pages.made_anew(address)


def test_a_change_of_the_trust_list_changes_every_page(pages: Pages, issued: Issued) -> None:
    addresses = [*both_addresses(issued), "/", "/keys", "/report"]
    for address in addresses:
        pages.get(address)
        assert not pages.made_anew(address)
    pages.site.write_trust(version=2)
    assert [pages.made_anew(address) for address in addresses] == [True] * len(addresses)


def test_a_notice_that_is_posted_changes_the_very_next_page_and_so_does_its_end(
    pages: Pages, issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    notice = Notice(
        id="closed", begins=begins, ends=begins + dt.timedelta(days=900), severity=Severity.INFO, text={"en": "Closed."}
    )
    for address in [*both_addresses(issued), "/", "/about"]:
        for notices, shown in (((), False), ((notice,), True), ((), False)):
            posted = Posted(notices=notices, version=len(notices))
            monkeypatch.setattr(BulletinBoard, "now", lambda _, posted=posted: posted)
            assert ("Closed." in pages.get(address).text) is shown
            assert not pages.made_anew(address)


def test_data_grown_too_old_change_the_page_and_so_does_their_return(pages: Pages, issued: Issued) -> None:
    address = page_of(issued)
    assert "panel-compare" in pages.get(address).text
    pages.site.now += TEN_SECONDS + dt.timedelta(seconds=1)
    too_old = pages.get(address)
    assert "panel-indeterminate" in too_old.text
    assert not pages.made_anew(address)
    pages.follower.poll()
    assert "panel-compare" in pages.get(address).text


def test_the_page_lives_on_while_the_register_is_down_and_then_says_too_old(
    pages: Pages, issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = page_of(issued)
    pages.get(address)

    def down(*_: object) -> None:
        raise RegisterUnavailableError("down for this test")

    monkeypatch.setattr(pages.reader, "by_number", down)
    pages.site.now += TEN_SECONDS
    assert "panel-compare" in pages.get(address).text
    pages.site.now += dt.timedelta(seconds=1)
    assert "panel-indeterminate" in pages.get(address).text


def test_a_list_that_comes_to_its_age_is_no_longer_vouched_for(pages: Pages, issued: Issued) -> None:
    address = page_of(issued)
    day = dt.timedelta(hours=24)
    status_as_of = pages.site.now.replace(microsecond=0) - dt.timedelta(seconds=5)
    fresh = pages.get(address).text
    pages.site.now = status_as_of + day - dt.timedelta(seconds=1)
    pages.follower.poll()
    pages.get(address)
    assert pages.get(address).text.count('class="open"') == fresh.count('class="open"')
    pages.later(dt.timedelta(seconds=2))
    aged = pages.get(address)
    assert aged.text.count('class="open"') == fresh.count('class="open"') + 1
    assert aged.data == pages.flasks("GET", address, {}).data


def test_a_clock_that_is_set_back_brings_no_page_back(pages: Pages, issued: Issued) -> None:
    pages.get(page_of(issued))
    pages.site.now -= dt.timedelta(days=3)
    pages.follower.poll()
    assert pages.made_anew(page_of(issued))


def test_languages_do_not_mix(pages: Pages, issued: Issued) -> None:
    for _ in range(2):
        for code, language in LANGUAGES.items():
            for address in [*both_addresses(issued), "/", "/about"]:
                accepted = pages.get(address, **{"Accept-Language": code})
                chosen = pages.get(f"{address}?lang={code}", **{"Accept-Language": "en"})
                for answer in (accepted, chosen):
                    assert f'<html lang="{language.tag}"' in answer.text
                    assert answer.headers["Content-Language"] == language.tag
                assert accepted.headers.getlist("Vary") == ["Accept-Language"]
                assert "Vary" not in chosen.headers
                assert f'href="/keys?lang={code}"' in chosen.text
                assert f'href="/keys?lang={code}"' not in accepted.text


def test_each_host_is_shown_its_own_name(pages: Pages, issued: Issued) -> None:
    for _ in range(2):
        for host in ("ref.example.jp", "mirror.example"):
            assert f'<strong><bdi dir="ltr">{host}</bdi></strong>' in pages.get(page_of(issued), Host=host).text


def test_a_copy_that_comes_later_shows_at_once(pages: Pages) -> None:
    issued = pages.publish(pages.site.world.issue(1), with_copy=False)
    assert "copy.pdf" not in pages.get(page_of(issued)).text
    assert "copy.pdf" not in pages.get(page_of(issued)).text
    pages.publish_copy(issued)
    assert "copy.pdf" in pages.get(page_of(issued)).text
    assert not pages.made_anew(page_of(issued))


def test_what_is_not_answered_with_a_verified_certificate_is_never_kept(pages: Pages, issued: Issued) -> None:
    unknown = pages.site.world.issue(2)
    forged = bytearray(issued.seal)
    forged[-1] ^= 1
    addresses = [*both_addresses(unknown), f"/v/{encode_base32(bytes(forged))}", f"{page_of(issued)}x", "/?number=1"]
    for address in addresses * 2:
        before = pages.reached_flask
        assert pages.get(address).status_code >= 400
        assert pages.reached_flask == before + 1


def test_content_that_was_deleted_is_not_shown_from_memory(pages: Pages) -> None:
    site = pages.site
    site.world.now = site.now.replace(microsecond=0) - dt.timedelta(days=4 * 366)
    issued = pages.publish(site.world.issue(1))
    site.world.now = site.now.replace(microsecond=0)
    pages.get(page_of(issued))
    assert b"Sakura Trading" in pages.get(page_of(issued)).data
    pages._write(lambda writer: writer.expunge(site.world.expunge(issued).records[-1]))
    pages.follower.poll()
    assert b"Sakura Trading" not in pages.get(page_of(issued)).data


def kept(pages: Pages, size: int) -> KeptPage:
    trust = TrustDirectory(pages.site.config.trust_directory).current()
    now = pages.site.now
    return KeptPage("home.form", [], (b"x" * size,), ENGLISH, trust, posted=0, since=now, until=now)


def test_the_cache_keeps_to_its_size_and_forgets_what_was_not_asked_for_longest(pages: Pages) -> None:
    page = kept(pages, 10_000)
    cache = PageCache(max_bytes=3 * page.size)
    for name in "abc":
        cache.put((name,), page)
    assert cache.get(("a",)) is page
    cache.put(("c",), page)
    cache.put(("d",), page)
    assert [cache.get((name,)) is page for name in "abcd"] == [True, False, True, True]
    cache.put(("e",), kept(pages, 4 * page.size))
    assert cache.get(("e",)) is None
    assert len(cache) == 3
