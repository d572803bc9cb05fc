"""Goods lines by paste or file: read first, shown, and only then put into the form."""

import io
import json

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import columns_of
from issuance.domain.application.goods_table import template_csv, template_xlsx
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _, ngettext, spoken_language
from issuance.office import Office
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting, version_sent
from signing.content import MAX_GOODS_LINES

_FORMATS = {
    "csv": (template_csv, "text/csv"),
    "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def add_goods_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    drafts = office.applications.drafts

    @pages.route("/<application>/goods", methods=["GET", "POST"])
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    def goods(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        found = drafts.read(acting(), application).application
        columns = columns_of(found.kind)
        if not found.is_editable or not columns:
            return redirect(url_for(".one", application=application), 303)
        told, table = "", None
        if request.method == "POST":
            try:
                table = office.applications.goods_table(_sent_table(), found.kind)
            except RefusedError as error:
                told = str(error)
        page = render_template(
            "applications/goods.html",
            application=found,
            columns=columns,
            table=table,
            rows=json.dumps([dict(row) for row in table.rows], ensure_ascii=False) if table else "",
            told=told,
            most=MAX_GOODS_LINES,
        )
        return page, 422 if told else 200

    @pages.post("/<application>/goods/take")
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    def take_goods(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        found = drafts.read(acting(), application).application
        entry = found.entry
        lines = _lines_sent()
        kept = () if request.form.get("mode") == "replace" else entry.goods
        if len(kept) + len(lines) > MAX_GOODS_LINES:
            raise RefusedError(
                _("With what is there already, these are more than %(most)s lines.", most=MAX_GOODS_LINES)
            )
        drafts.save(acting(), application, version_sent(), entry.model_copy(update={"goods": (*kept, *lines)}))
        told = ngettext("%(count)s line was put into the form.", "%(count)s lines were put into the form.", len(lines))
        flash(told, "success")
        return redirect(url_for(".form", application=application, _anchor="goods"), 303)

    @pages.get("/<application>/goods/empty-table.<ending>")
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    def empty_table(chamber: str, application: str, ending: str) -> Response | ResponseReturnValue:
        del chamber
        kind = drafts.read(acting(), application).application.kind
        if ending not in _FORMATS or not columns_of(kind):
            return redirect(url_for(".one", application=application), 303)
        make, mimetype = _FORMATS[ending]
        return send_file(
            io.BytesIO(make(kind, spoken_language().code)),
            mimetype=mimetype,
            as_attachment=True,
            download_name=f"goods-lines.{ending}",
        )


def _sent_table() -> bytes | str:
    """Return the file that was sent, or the text that was pasted."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.stream.read()
    pasted = request.form.get("pasted", "")
    if not pasted.strip():
        raise RefusedError(_("Paste the lines of your table, or choose a file."))
    return pasted


def _lines_sent() -> tuple[dict[str, str], ...]:
    try:
        return Entry.model_validate({"goods": json.loads(request.form.get("rows", ""))}).goods
    except (ValueError, ValidationError, RecursionError) as error:
        raise RefusedError(_("The lines came damaged. Paste or choose the table once more.")) from error
