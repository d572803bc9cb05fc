"""`/<chamber>/account`: one's own id: password, second factors, sessions, report of a leak."""

from flask import Blueprint, Response, flash, g, render_template
from flask.typing import ResponseReturnValue

from issuance.domain.sign_in.browser import browser_words
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.sign_in.desk import MUST_HAVE_SECOND_FACTOR
from issuance.storage.credentials import password_changed_at
from issuance.web.entrance import base_path, home_of, safe_next
from issuance.web.forms.sign_in import AppForm, ChangeForm, ConfirmForm, LeakForm, PasskeyForm
from issuance.web.guards import recently, signed_in
from issuance.web.session_cookie import ceremony_cookie, forget_session, keep_ceremony, keep_session, session_cookie
from issuance.web.sign_in_answers import asked_next, go_on, here, origin, refused, shown
from issuance.web.sign_in_words import reason_of_end
from look.page_policy import PagePolicy, with_policy

_SCRIPT = PagePolicy({"script-src": "'self'"})


def account_blueprint(office: Office, name: str, prefix: str) -> Blueprint:
    """Build the pages below a chamber's address or the federation's."""
    pages = Blueprint(name, __name__, url_prefix=f"{prefix}/account")
    access = office.access

    @pages.get("/")
    @signed_in
    def home(**_place: str) -> ResponseReturnValue:
        with office.units.look(g.who.actor) as unit:
            account = g.who.account
            return render_template(
                "account/home.html",
                factors=access.factors.of(unit, account),
                codes_left=access.factors.recovery_codes_left(unit, account),
                sessions=access.sessions.lines(unit, account),
                changed=password_changed_at(unit, account),
                must_have=g.who.kind in MUST_HAVE_SECOND_FACTOR,
                passkeys=access.passkeys.is_possible,
                browser_words=browser_words,
                reason_of_end=reason_of_end,
            )

    @pages.route("/confirm", methods=["GET", "POST"])
    @signed_in
    def confirm(**_place: str) -> ResponseReturnValue:
        form = ConfirmForm()
        if form.validate_on_submit():
            try:
                access.own_passwords.check_password(g.who, form.password.data)
                with office.units.act(g.who.actor) as unit:
                    token = access.sessions.confirm(unit, g.who, session_cookie())
            except RefusedError as error:
                refused(form, error)
            else:
                response = go_on(asked_next())
                keep_session(response, token)
                return response
        return shown("account/confirm.html", form)

    @pages.route("/password", methods=["GET", "POST"])
    @signed_in
    def password(**_place: str) -> ResponseReturnValue:
        form = ChangeForm()
        if form.validate_on_submit() and form.same():
            try:
                token = access.own_passwords.change(g.who, form.old.data, form.password.data, origin())
            except RefusedError as error:
                refused(form, error)
            else:
                response = _back(_("Your password is changed. Other sessions and open links of this id have ended."))
                keep_session(response, token)
                return response
        return shown("account/password.html", form)

    @pages.post("/app/begin")
    @signed_in
    @recently
    def begin_app(**_place: str) -> ResponseReturnValue:
        response = go_on(f"{base_path()}/account/app")
        keep_ceremony(response, access.enrolment.begin(g.who))
        return response

    @pages.route("/app", methods=["GET", "POST"])
    @signed_in
    @recently
    def app(**_place: str) -> ResponseReturnValue:
        form = AppForm()
        if form.validate_on_submit():
            try:
                codes = access.enrolment.add_app(g.who, ceremony_cookie(), form.code.data, form.name.data or "")
            except RefusedError as error:
                refused(form, error)
            else:
                return _added(codes)
        return shown("account/app.html", form, app=access.enrolment.app_secret(g.who, ceremony_cookie()))

    @pages.post("/passkey/begin")
    @signed_in
    @recently
    def begin_passkey(**_place: str) -> ResponseReturnValue:
        response = go_on(f"{base_path()}/account/passkey")
        keep_ceremony(response, access.enrolment.begin(g.who))
        return response

    @pages.route("/passkey", methods=["GET", "POST"])
    @signed_in
    @recently
    @with_policy(_SCRIPT)
    def passkey(**_place: str) -> ResponseReturnValue:
        form = PasskeyForm()
        if form.validate_on_submit():
            try:
                codes = access.enrolment.add_passkey(
                    g.who, ceremony_cookie(), form.credential.data, form.name.data or ""
                )
            except RefusedError as error:
                refused(form, error)
            else:
                return _added(codes)
        return shown("account/passkey.html", form, options=access.enrolment.creation_options(g.who, ceremony_cookie()))

    @pages.post("/factors/<factor>/remove")
    @signed_in
    @recently
    def remove_factor(factor: str, **_place: str) -> ResponseReturnValue:
        with office.units.act(g.who.actor) as unit:
            must = g.who.kind in MUST_HAVE_SECOND_FACTOR
            access.factors.remove(unit, g.who.account, factor, must_keep_one=must)
        return _back(_("The second factor is removed."))

    @pages.post("/recovery-codes")
    @signed_in
    @recently
    def renew_codes(**_place: str) -> ResponseReturnValue:
        with office.units.act(g.who.actor) as unit:
            return _added(access.factors.renew_recovery_codes(unit, g.who.account))

    @pages.route("/leak", methods=["GET", "POST"])
    @signed_in
    def leak(**_place: str) -> ResponseReturnValue:
        form = LeakForm()
        if form.validate_on_submit():
            access.leaks.report_own(g.who, form.words.data or "")
            flash(
                _("Your id is locked and your session has ended. The chamber is told, and will come back to you."),
                "success",
            )
            response = go_on(home_of(here()))
            forget_session(response)
            return response
        return shown("account/leak.html", form, other=None)

    @pages.route("/leak-of/<account>", methods=["GET", "POST"])
    @signed_in
    def leak_of(account: str, **_place: str) -> ResponseReturnValue:
        form = LeakForm()
        login = access.leaks.login_of(g.who, account)
        if form.validate_on_submit():
            access.leaks.report_for(g.who, account, form.words.data or "")
            return _back(_("The id %(login)s is locked, its session has ended, and the chamber is told.", login=login))
        return shown("account/leak.html", form, other=login)

    def _added(codes: list[str]) -> ResponseReturnValue:
        if codes:
            onward = safe_next(f"{base_path()}/account/", here())
            return shown("sign_in/recovery_codes.html", codes=codes, onward=onward)
        return _back(_("The second factor is set up."))

    def _back(said: str) -> Response:
        flash(said, "success")
        return go_on(f"{base_path()}/account/")

    return pages
