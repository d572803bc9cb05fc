"""Which language a page is in: `?lang=` first, then `Accept-Language`; never a cookie.

A language that was chosen stays chosen, because every link and form on a page carries the same `?lang=`.
"""

from typing import Any

from flask import Flask, Response, g, request

from look.languages import Language
from reference_service.languages import LANGUAGES, accepted_language

PARAMETER = "lang"


def chosen_language() -> Language | None:
    """Return the language that the address names; None where it names none that there is."""
    return LANGUAGES.get(request.args.get(PARAMETER, ""))


def current_language() -> Language:
    """Return the language of the page that is being made."""
    if "language" not in g:
        g.language = chosen_language() or accepted_language(request.headers.get("Accept-Language", ""))
    language: Language = g.language
    return language


def speak_languages(app: Flask) -> None:
    """Give templates their translations, links the chosen language, and answers their headers."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda text: current_language().translations.gettext(text),
        lambda one, many, count: current_language().translations.ngettext(one, many, count),
        newstyle=True,
    )
    # N_ marks a text that a macro is going to translate, in the reader's language, the certificate's or both.
    app.jinja_env.globals.update(N_=lambda text: text, said_in=said_in, LANGUAGES=LANGUAGES)
    files = frozenset(rule.endpoint for rule in app.url_map.iter_rules() if not _is_page(rule.rule))

    @app.context_processor
    def language() -> dict[str, Any]:
        return {"language": current_language()}

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        chosen = chosen_language() if request else None
        if chosen is not None and endpoint not in files:
            values.setdefault(PARAMETER, chosen.code)

    @app.after_request
    def tell_language(response: Response) -> Response:
        # Only pages are translated: the API, the trust files and the pictures are the same in every language.
        if response.mimetype == "text/html" and request.endpoint not in files:
            response.headers["Content-Language"] = current_language().tag
            if chosen_language() is None:
                response.vary.add("Accept-Language")
        return response


def said_in(code: str, text: str) -> str:
    """Return a text in the language of this code, whatever the page's is."""
    return LANGUAGES[code].translations.gettext(text)


def _is_page(rule: str) -> bool:
    """Tell a page's address from a file's (`….png`, `/static/…`) and a program's: those know no language."""
    return "." not in rule and not rule.startswith(("/api/", "/trust/", "/static/", "/healthz", "/readyz"))
