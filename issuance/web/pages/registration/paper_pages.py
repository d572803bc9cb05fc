"""The papers of a filing: which are needed, which are there, hand one in, take one out."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.documents import DATED, PaperKind, oldest_issue
from issuance.domain.registration.form import SectionName
from issuance.domain.uploads import Purpose
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registration.wording import PAPERS
from issuance.web.forms.base import choices
from issuance.web.forms.registration import PaperForm
from issuance.web.pages.registration import files
from issuance.web.pages.registration.context import Guard, Opened, Opener, acting, address_of, today
from issuance.web.registration_words import value_text

_NAME = SectionName.PAPERS


def add_paper_pages(pages: Blueprint, office: Office, guard: Guard, opener: Opener) -> None:
    """Add them."""

    @pages.route("/form/papers", methods=["GET", "POST"])
    @guard
    def papers(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        if opened.draft.form is None:
            flash(_("Say first what kind of organisation you are: the papers depend on it."), "info")
            return redirect(address_of(SectionName.ORGANISATION), 303)
        form = _form(opened)
        if form.is_submitted() and _take(office, opened, form):
            flash(_("The paper was taken in."), "success")
            return redirect(url_for(".papers"), 303)
        page = render_template(
            "registration/papers.html",
            opened=opened,
            name=_NAME,
            form=form,
            papers=opened.draft.items(_NAME),
            uploads=files.known(office, opened),
            problems=opened.draft.problems(_NAME, today(office)),
            words=PAPERS,
            oldest=oldest_issue(today(office)),
            iso_day=lambda day: value_text("papers.issued", day),
            remarks={path: text for path, text in opened.filing.remarks.fields.items() if path.startswith("papers.")},
        )
        return page, 422 if form.problems else 200

    @pages.post("/form/papers/<upload>/remove")
    @guard
    def remove_paper(chamber: str, upload: str) -> ResponseReturnValue:
        del chamber
        opened = opener(office)
        if any(item.get("upload") == upload for item in opened.draft.items(_NAME)):
            office.registration.drafts.remove_item(acting(), opened.access, _NAME, upload)
            files.discard(office, opened, upload)
            flash(_("The paper was taken out."), "success")
        return redirect(url_for(".papers"), 303)


def _form(opened: Opened) -> PaperForm:
    """Return the form, with the first paper that is still lacking chosen."""
    there = {item.get("kind") for item in opened.draft.items(_NAME)}
    lacking = [kind.value for kind in opened.draft.required_papers if kind.value not in there]
    form = PaperForm(data={"kind": lacking[0] if lacking else PaperKind.OTHER.value})
    form.kind.choices = choices((kind.value, PAPERS[kind]) for kind in opened.draft.possible_papers)
    return form


def _take(office: Office, opened: Opened, form: PaperForm) -> bool:
    """Take a paper in; show on the form why not."""
    kinds = {kind.value for kind in opened.draft.possible_papers}
    sent = files.sent_file()
    if form.kind.data not in kinds:
        form.kind.errors = [_("Choose which paper this is.")]
    if sent is None:
        form.file.errors = [_("Choose the file.")]
    if form.issued.process_errors:
        form.issued.errors = [*form.issued.process_errors]
    elif form.kind.data in DATED and form.issued.data is None:
        form.issued.errors = [_("Enter the day of issue that stands on the paper.")]
    if form.problems or sent is None:
        return False
    try:
        upload = files.receive(office, sent, Purpose.DOCUMENT)
    except RefusedError as error:
        form.file.errors = [str(error)]
        return False
    item = {"kind": str(form.kind.data), "upload": upload.id, "filename": upload.name}
    if form.issued.data is not None:
        item["issued"] = form.issued.data.isoformat()
    try:
        office.registration.drafts.save_item(acting(), opened.access, _NAME, item, "")
    except (RefusedError, ConflictError):
        files.discard(office, opened, upload.id)  # what no draft names would lie there for ever
        raise
    return True
