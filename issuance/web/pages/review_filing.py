"""The page of one filing, which several views show, and the version that its forms carry."""

from flask import g, render_template, request

from issuance.desks.registrar import Registrar
from issuance.domain.staff import Role
from issuance.web.forms.review import FilingForm, TakeOverForm
from issuance.web.review_rows import papers_of, sections_of

_LONGEST_NUMBER = 6


def filing_page(registrar: Registrar, key: str, form: FilingForm, take_over: TakeOverForm) -> str:
    """Return the page of a filing, with what was typed into its forms."""
    seen = registrar.views.filing(g.who.actor, key)
    works = seen.is_mine and seen.may_decide and Role.REGISTRAR in g.who.roles
    return render_template(
        "review/filing.html",
        seen=seen,
        works=works,
        may_take=Role.REGISTRAR in g.who.roles,
        sections=sections_of(seen, form.remarks_typed()),
        papers=papers_of(seen, form.remarks_typed()),
        form=form,
        take_over=take_over,
    )


def version_sent() -> int:
    """Return the version that a form carries; 0, which no row has, where it carries none."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
