"""What the office's pages are compared with, asked in the same rounds: Flask with nothing of ours.

A page of the same length, made by a template; and a sign-in that is one argon2 of the strength that we ship.
"""

import argon2
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient

_ROW = '<tr class="row"><td data-label="{{ label }}"><bdi>{{ name }}</bdi></td><td>{{ number }}</td></tr>'
_PAGE = f"""<!doctype html><html lang="en"><title>{{{{ label }}}}</title><table>
{{% for number in range(rows) %}}{_ROW}
{{% endfor %}}</table>"""
_ROW_BYTES = 95
"""Of a row as it is sent."""


def bare_pages() -> FlaskClient:
    """Return a browser of a Flask application: `/<bytes>` is a page of about that length."""
    app = Flask(__name__)

    @app.get("/<int:size>")
    def page(size: int) -> str:
        return render_template_string(_PAGE, rows=size // _ROW_BYTES, label="Name", name="東京 & Sons")

    return app.test_client()


def bare_sign_in(hasher: argon2.PasswordHasher, password: str) -> FlaskClient:
    """Return a browser of a Flask application: a POST to `/` compares `password` with its hash."""
    app = Flask(__name__)
    known = hasher.hash(password)

    @app.post("/")
    def sign_in() -> str:
        hasher.verify(known, request.form["password"])
        return "welcome"

    return app.test_client()
