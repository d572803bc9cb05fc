"""The pages on which a filing is written: the list of tasks, and one page for each section of single fields."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.form import SectionName
from issuance.domain.registration.pledge import SENTENCES, VERSION
from issuance.language import _
from issuance.office import Office
from issuance.services.registration.drafts import StaleSectionError, TooLongError, mark_of
from issuance.web.forms.registration import FORMS, SectionForm
from issuance.web.pages.registration.checking_pages import add_checking_pages
from issuance.web.pages.registration.confirming_pages import add_confirming_pages
from issuance.web.pages.registration.context import Guard, Opened, Opener, acting, address_of, today
from issuance.web.pages.registration.paper_pages import add_paper_pages
from issuance.web.pages.registration.signatory_pages import add_signatory_pages
from issuance.web.registration_words import SECTIONS


def add_form_pages(pages: Blueprint, office: Office, guard: Guard, opener: Opener) -> None:
    """Add them to a blueprint; `opener` finds the filing of a request."""

    @pages.get("/form")
    @guard
    def tasks(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        progress = {name: opened.draft.progress(name, today(office)) for name in opened.draft.sections}
        return render_template(
            "registration/tasks.html", opened=opened, progress=progress, address_of=address_of, words=SECTIONS
        )

    @pages.route("/form/part/<name>", methods=["GET", "POST"])
    @guard
    def section(chamber: str, name: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        asked = next((each for each in opened.draft.sections if each.value == name and each in FORMS), None)
        if asked is None:
            abort(404)
        if request.method == "POST":
            return _save(office, opened, asked)
        form = FORMS[asked](data={**_defaults(asked), **opened.draft.section(asked)})
        form.mark.data = mark_of(opened.filing.data.get(asked.value))
        if "check" in request.args:
            form.show(opened.draft.problems(asked, today(office)))
        return _page(opened, asked, form)

    add_confirming_pages(pages, office, guard, opener)
    add_signatory_pages(pages, office, guard, opener)
    add_paper_pages(pages, office, guard, opener)
    add_checking_pages(pages, office, guard, opener)


def _save(office: Office, opened: Opened, name: SectionName) -> ResponseReturnValue:
    """Keep what was typed, right or wrong, then show what is wrong or go on."""
    form = FORMS[name]()
    try:
        office.registration.drafts.save(acting(), opened.access, name, form.typed(), str(form.mark.data or ""))
    except TooLongError as error:
        form.show(error.problems)
        return _page(opened, name, form), 422
    except StaleSectionError as error:
        # The page keeps what was typed here, and its next save counts.
        form.form_errors.append(str(error))
        form.mark.data = mark_of(opened.filing.data.get(name.value))
        return _page(opened, name, form, stored=opened.draft.section(name)), 409
    if request.form.get("then") == "later":
        flash(_("Saved. You can go on at any time."), "success")
        return redirect(url_for(".tasks"), 303)
    return redirect(_after(office, opened, name), 303)


def _after(office: Office, opened: Opened, name: SectionName) -> str:
    _filing, draft = office.registration.drafts.read(acting(), opened.access)
    if draft.typing_problems(name):
        return address_of(name, check="1")
    if name is SectionName.CONTACTS and draft.problems(name, today(office)):
        return url_for(".confirmations")
    return Opened(opened.access, opened.filing, draft).next_page(name)


def _defaults(name: SectionName) -> dict[str, str]:
    return {"version": VERSION} if name is SectionName.PLEDGE else {}


def _page(opened: Opened, name: SectionName, form: SectionForm, stored: dict[str, object] | None = None) -> str:
    remarks = {
        path.rpartition(".")[2]: text
        for path, text in opened.filing.remarks.fields.items()
        if path.partition(".")[0] == name.value
    }
    return render_template(
        f"registration/{name.value}.html",
        opened=opened,
        name=name,
        title=SECTIONS[name],
        form=form,
        remarks=remarks,
        stored=stored,
        pledge=SENTENCES,
    )
