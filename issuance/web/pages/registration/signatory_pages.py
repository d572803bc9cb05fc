"""Signatories of a first registration: a list, and a page for each with its specimen signature."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.filing import Filing
from issuance.domain.registration.form import SectionName
from issuance.domain.uploads import Purpose
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registration.drafts import StaleSectionError, TooLongError, mark_of
from issuance.web.forms.registration import SignatoryForm
from issuance.web.pages.registration import files
from issuance.web.pages.registration.context import Guard, Opened, Opener, acting, today

_NAME = SectionName.SIGNATORIES
_NEW = "new"


def add_signatory_pages(pages: Blueprint, office: Office, guard: Guard, opener: Opener) -> None:
    """Add them."""

    def opened_here() -> Opened:
        opened = opener(office)
        if _NAME not in opened.draft.sections:
            abort(404)
        return opened

    @pages.get("/form/signatories")
    @guard
    def signatories(chamber: str) -> ResponseReturnValue:
        del chamber
        opened = opened_here()
        problems = opened.draft.problems(_NAME, today(office))
        remarks = {str(item["key"]): remarks_on(opened.filing, item) for item in opened.draft.items(_NAME)}
        return render_template(
            "registration/signatories.html", opened=opened, problems=problems, name=_NAME, remarks=remarks
        )

    @pages.route("/form/signatories/<key>", methods=["GET", "POST"])
    @guard
    def signatory(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        opened = opened_here()
        item = _item(opened, key)
        if request.method == "POST":
            return _save(office, opened, item)
        form = SignatoryForm(data=item)
        form.mark.data = "" if key == _NEW else mark_of(item)
        if "check" in request.args:
            problems = opened.draft.problems(_NAME, today(office))
            form.show({_field(path): text for path, text in problems.items() if path.startswith(f"{key}.")})
        return _page(opened, form, item)

    @pages.post("/form/signatories/<key>/remove")
    @guard
    def remove_signatory(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        opened = opened_here()
        office.registration.drafts.remove_item(acting(), opened.access, _NAME, key)
        flash(_("The signatory was taken out."), "success")
        return redirect(url_for(".signatories"), 303)

    @pages.get("/form/files/<upload>/<int:page>")
    @guard
    def file(chamber: str, upload: str, page: int) -> ResponseReturnValue:
        del chamber
        return files.picture(office, opener(office), upload, page)


def _item(opened: Opened, key: str) -> dict[str, Any]:
    if key == _NEW:
        # A page that is sent twice brings the same key, and so names one signatory.
        return {"key": _key_of(str(request.form.get("submission") or secrets.token_hex(8)))}
    found = next((item for item in opened.draft.items(_NAME) if item.get("key") == key), None)
    if found is None:
        abort(404)
    return found


def _save(office: Office, opened: Opened, item: dict[str, Any]) -> ResponseReturnValue:
    form = SignatoryForm()
    key = item["key"]
    values = {**form.typed(), "key": key, "specimen": item.get("specimen", "")}
    sent, received = files.sent_file(), ""
    try:
        if sent is not None:
            received = values["specimen"] = files.receive(office, sent, Purpose.SPECIMEN).id
        already = next((each for each in opened.draft.items(_NAME) if each.get("key") == key), None)
        mark = mark_of(already) if request.view_args and request.view_args["key"] == _NEW else str(form.mark.data)
        office.registration.drafts.save_item(acting(), opened.access, _NAME, values, mark)
    except (RefusedError, ConflictError) as error:
        if received:
            files.discard(office, opened, received)  # what no draft names would lie there for ever
        return _refused(opened, form, item, error)
    if sent is not None and item.get("specimen"):
        files.discard(office, opened, item["specimen"])
    _filing, draft = office.registration.drafts.read(acting(), opened.access)
    if any(path.startswith(f"{key}.") for path in draft.problems(_NAME, today(office))):
        return redirect(url_for(".signatory", key=key, check="1"), 303)
    return redirect(url_for(".signatories"), 303)


def _refused(
    opened: Opened, form: SignatoryForm, item: dict[str, Any], error: RefusedError | ConflictError
) -> ResponseReturnValue:
    """Show the page again with what was typed, and say why it was not kept."""
    if isinstance(error, StaleSectionError):
        form.form_errors.append(str(error))
        # The page keeps what was typed here, and its next save counts.
        form.mark.data = mark_of(_item(opened, item["key"]))
        return _page(opened, form, item), 409
    if isinstance(error, ConflictError):
        raise error
    if isinstance(error, TooLongError):
        form.show(error.problems)
    else:
        form.file.errors = [str(error)]
    return _page(opened, form, item), 422


def _page(opened: Opened, form: SignatoryForm, item: dict[str, Any]) -> str:
    remarks = remarks_on(opened.filing, item)
    return render_template("registration/signatory.html", opened=opened, form=form, item=item, remarks=remarks)


def remarks_on(filing: Filing, item: Mapping[str, Any]) -> dict[str, str]:
    """Return what the registrar wrote beside the fields of a signatory, by field; on the specimen as `file`."""
    head = f"{_NAME.value}.{item['key']}."
    return {_field(path): text for path, text in filing.remarks.fields.items() if path.startswith(head)}


def _field(path: str) -> str:
    field = path.rpartition(".")[2]
    return "file" if field == "specimen" else field


def _key_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:16]
