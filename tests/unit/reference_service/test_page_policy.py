"""What a page may load and use: nothing by default, and on a page with scripts exactly what its view names."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from look.page_policy import PLAIN, PagePolicy, with_policy
from tests.reference_site import ReferenceSite

CAMERA = PagePolicy({"script-src": "'self'", "img-src": "'self' blob:"}, {"camera": "(self)"})


def directives(policy: str) -> dict[str, str]:
    """Return a Content-Security-Policy as its directives; one that is named twice fails, for the first would win."""
    pairs = [part.strip().partition(" ") for part in policy.split(";")]
    assert len(pairs) == len({name for name, _, _ in pairs})
    return {name: allowed for name, _, allowed in pairs}


@pytest.fixture
def pages(site: ReferenceSite) -> FlaskClient:
    """Build a site with one page that has a policy of its own."""
    app: Flask = site.app()

    @app.get("/camera/<int:status>")
    @with_policy(CAMERA)
    def camera(status: int) -> tuple[str, int]:
        if status >= 500:
            abort(status)
        return "<!DOCTYPE html>", status

    return app.test_client()


def test_a_page_that_names_nothing_may_run_no_script(pages: FlaskClient) -> None:
    headers = pages.get("/").headers
    assert headers["Content-Security-Policy"] == PLAIN.headers["Content-Security-Policy"]
    assert directives(headers["Content-Security-Policy"]) == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


@pytest.mark.parametrize("status", [200, 422])
def test_a_page_gets_what_its_view_names_and_keeps_the_rest(pages: FlaskClient, status: int) -> None:
    headers = pages.get(f"/camera/{status}").headers
    found = directives(headers["Content-Security-Policy"])
    assert found == directives(PLAIN.headers["Content-Security-Policy"]) | dict(CAMERA.sources)
    assert headers["Permissions-Policy"] == "camera=(self), geolocation=(), microphone=()"
    assert headers["X-Frame-Options"] == "DENY"
    assert len(headers.getlist("Content-Security-Policy")) == 1, "browsers enforce every one that is sent"


def test_an_error_page_in_its_place_gets_nothing_more(pages: FlaskClient) -> None:
    headers = pages.get("/camera/503").headers
    assert headers["Content-Security-Policy"] == PLAIN.headers["Content-Security-Policy"]
    assert headers["Permissions-Policy"] == PLAIN.headers["Permissions-Policy"]
