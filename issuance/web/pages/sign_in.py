"""`/<chamber>/sign-in` and `/federation/sign-in`: login and password, second factor, passkey, signing out."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue

from issuance.domain.sign_in.ceremony import Purpose
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.sign_in.outcomes import SignedIn
from issuance.web.entrance import base_path, home_of
from issuance.web.forms.sign_in import AppForm, CodeForm, PasskeyForm, SignInForm
from issuance.web.guards import visitors
from issuance.web.session_cookie import ceremony_cookie, forget_session, keep_ceremony, session_cookie
from issuance.web.sign_in_answers import asked_next, enter, go_on, here, next_page, origin, refused, shown
from look.page_policy import PagePolicy, with_policy

_SCRIPT = PagePolicy({"script-src": "'self'"})


def sign_in_blueprint(office: Office, name: str, prefix: str) -> Blueprint:
    """Build the pages below a chamber's address or the federation's."""
    pages = Blueprint(name, __name__, url_prefix=prefix)
    access = office.access
    desk, with_passkey = access.sign_in, access.passkey_sign_in

    @pages.route("/sign-in", methods=["GET", "POST"])
    @visitors
    def sign_in(**_place: str) -> ResponseReturnValue:
        if g.who is not None and g.who.chamber == here():
            return go_on(asked_next())
        form = SignInForm()
        if form.validate_on_submit():
            try:
                outcome = desk.sign_in(here(), form.login.data, form.password.data, origin())
            except RefusedError as error:
                refused(form, error)
            else:
                return enter(outcome) if isinstance(outcome, SignedIn) else next_page(outcome)
        return shown("sign_in/sign_in.html", form, passkeys=access.passkeys.is_possible)

    @pages.post("/sign-in/passkey/begin")
    @visitors
    def begin_passkey(**_place: str) -> ResponseReturnValue:
        try:
            token = with_passkey.begin(here(), origin())
        except RefusedError as error:
            flash(str(error), "warning")
            return go_on(f"{base_path()}/sign-in")
        response = go_on(f"{base_path()}/sign-in/passkey")
        keep_ceremony(response, token)
        return response

    @pages.route("/sign-in/passkey", methods=["GET", "POST"])
    @visitors
    @with_policy(_SCRIPT)
    def passkey(**_place: str) -> ResponseReturnValue:
        form = PasskeyForm()
        if form.validate_on_submit():
            try:
                return enter(with_passkey.sign_in(here(), ceremony_cookie(), form.credential.data, origin()))
            except RefusedError as error:
                refused(form, error)
        options = with_passkey.options(here(), ceremony_cookie(), origin())
        if options is None:
            return _over()
        return shown("sign_in/passkey.html", form, options=options)

    @pages.route("/sign-in/second", methods=["GET", "POST"])
    @visitors
    @with_policy(_SCRIPT)
    def second(**_place: str) -> ResponseReturnValue:
        form = CodeForm()
        if form.validate_on_submit():
            try:
                typed = form.recovery.data or form.code.data or ""
                return enter(desk.second_factor(here(), ceremony_cookie(), typed, origin()))
            except RefusedError as error:
                refused(form, error)
        return _second_page(form)

    @pages.post("/sign-in/second/passkey")
    @visitors
    @with_policy(_SCRIPT)
    def second_passkey(**_place: str) -> ResponseReturnValue:
        form = PasskeyForm()
        if form.validate_on_submit():
            try:
                return enter(with_passkey.second(here(), ceremony_cookie(), form.credential.data, origin()))
            except RefusedError as error:
                refused(form, error)
        return _second_page(form)

    def _second_page(form: CodeForm | PasskeyForm) -> ResponseReturnValue:
        step = desk.step(here(), ceremony_cookie(), origin())
        if step is None or step.purpose is not Purpose.SECOND_FACTOR:
            return _over()
        return shown(
            "sign_in/second.html",
            form,
            step=step,
            code_form=CodeForm(formdata=None),
            passkey_fields=PasskeyForm(formdata=None),
        )

    @pages.route("/sign-in/set-up", methods=["GET", "POST"])
    @visitors
    @with_policy(_SCRIPT)
    def set_up(**_place: str) -> ResponseReturnValue:
        form = AppForm()
        if form.validate_on_submit():
            try:
                return enter(*desk.set_up_app(here(), ceremony_cookie(), form.code.data, origin()))
            except RefusedError as error:
                refused(form, error)
        return _set_up_page(form)

    @pages.post("/sign-in/set-up/passkey")
    @visitors
    @with_policy(_SCRIPT)
    def set_up_passkey(**_place: str) -> ResponseReturnValue:
        form = PasskeyForm()
        if form.validate_on_submit():
            try:
                return enter(*with_passkey.set_up(here(), ceremony_cookie(), form.credential.data, origin()))
            except RefusedError as error:
                refused(form, error)
        return _set_up_page(form)

    def _set_up_page(form: AppForm | PasskeyForm) -> ResponseReturnValue:
        step = desk.step(here(), ceremony_cookie(), origin())
        if step is None or step.purpose is not Purpose.SET_UP:
            return _over()
        return shown(
            "sign_in/set_up.html",
            form,
            step=step,
            app_form=AppForm(formdata=None),
            passkey_fields=PasskeyForm(formdata=None),
        )

    def _over() -> ResponseReturnValue:
        flash(_("This sign-in took too long, or it is over. Begin again with login and password."), "warning")
        return go_on(f"{base_path()}/sign-in")

    @pages.post("/sign-out")
    @visitors
    def sign_out(**_place: str) -> ResponseReturnValue:
        if g.who is not None:
            access.sessions.sign_out(g.who, session_cookie())
        flash(_("You have signed out."), "success")
        response = go_on(home_of(here()))
        forget_session(response)
        return response

    return pages
