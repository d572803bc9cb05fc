"""Forms of sign-in, of choosing a password and of what belongs to one's own id."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from issuance.domain.sign_in.factors import MAX_NAME
from issuance.domain.sign_in.leak import MAX_WORDS
from issuance.language import N_
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices

_MAX_LOGIN = 64
_MAX_MAIL = 254
_MAX_PASSWORD = 1024
_MAX_CODE = 64


class SecretField(Field):
    """A password as it was typed, blanks at its ends included; it is never shown again."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return ""


class SignInForm(OfficeForm):
    """Login and password."""

    login = StringField(N_("Login"), validators=[Required(N_("Enter your login")), AtMost(_MAX_LOGIN)])
    password = SecretField(N_("Password"), validators=[Required(N_("Enter your password")), AtMost(_MAX_PASSWORD)])


class CodeForm(OfficeForm):
    """A second factor that is typed: an app's code, or a recovery code."""

    code = StringField(N_("Code of six digits"), validators=[Optional(), AtMost(_MAX_CODE)])
    recovery = StringField(N_("Recovery code"), validators=[Optional(), AtMost(_MAX_CODE)])


class AppForm(OfficeForm):
    """An app for codes that is being set up."""

    code = StringField(
        N_("Code of six digits"), validators=[Required(N_("Enter the code that the app shows now")), AtMost(_MAX_CODE)]
    )
    name = StringField(N_("Name of this app or telephone"), validators=[Optional(), AtMost(MAX_NAME)])


class PasskeyForm(OfficeForm):
    """What the browser answers about a passkey."""

    credential = HiddenField(validators=[Required(N_("This needs JavaScript and a browser that knows passkeys"))])
    name = StringField(N_("Name of this passkey"), validators=[Optional(), AtMost(MAX_NAME)])


class NewPasswordForm(OfficeForm):
    """A new password, twice."""

    password = SecretField(
        N_("New password"),
        description=N_(
            "At least 12 characters; a sentence is easy to remember. You may paste it from a password manager."
        ),
        validators=[Required(N_("Enter a new password")), AtMost(_MAX_PASSWORD)],
    )
    again = SecretField(N_("New password once more"), validators=[Required(N_("Enter the new password once more"))])

    def same(self) -> bool:
        """Tell whether both are the same, and put the problem at the second one."""
        if self.password.data == self.again.data:
            return True
        self.again.errors = [N_("The two passwords differ")]
        return False


class LetterForm(NewPasswordForm):
    """Login and code of a letter, and a new password."""

    login = StringField(N_("Login"), validators=[Required(N_("Enter the login of the letter")), AtMost(_MAX_LOGIN)])
    code = StringField(
        N_("Code of the letter"), validators=[Required(N_("Enter the code of the letter")), AtMost(_MAX_CODE)]
    )


class ChangeForm(NewPasswordForm):
    """The present password and a new one."""

    old = SecretField(
        N_("Present password"), validators=[Required(N_("Enter your present password")), AtMost(_MAX_PASSWORD)]
    )


class ConfirmForm(OfficeForm):
    """The present password."""

    password = SecretField(N_("Password"), validators=[Required(N_("Enter your password")), AtMost(_MAX_PASSWORD)])


class ForgottenForm(OfficeForm):
    """Whose password is forgotten."""

    login = StringField(N_("Login"), validators=[Required(N_("Enter your login")), AtMost(_MAX_LOGIN)])
    mail = StringField(
        N_("E-mail address on file"), validators=[Required(N_("Enter your e-mail address")), AtMost(_MAX_MAIL)]
    )


class LeakForm(OfficeForm):
    """What happened."""

    words = TextAreaField(
        N_("What happened (if you know)"),
        description=N_("Do not write the password itself here."),
        validators=[Optional(), AtMost(MAX_WORDS)],
    )


class VisitorsLeakForm(LeakForm):
    """Whose id has leaked, and what happened."""

    login = StringField(N_("Login"), validators=[Required(N_("Enter the login")), AtMost(_MAX_LOGIN)])
    mail = StringField(
        N_("E-mail address on file"), validators=[Required(N_("Enter your e-mail address")), AtMost(_MAX_MAIL)]
    )


class ReviewForm(OfficeForm):
    """How the review of a leak ends."""

    outcome = RadioField(
        N_("What becomes of the id"),
        choices=choices(
            [
                ("mail", N_("A fresh credential by mail")),
                ("letter", N_("A fresh credential by letter")),
                ("close", N_("The id is ended for good")),
            ]
        ),
        validators=[Required(N_("Choose what becomes of the id"))],
    )
    factors_too = BooleanField(N_("Remove its second factors as well"))
    review = TextAreaField(
        N_("What you found out"), validators=[Required(N_("Enter what you found out")), AtMost(MAX_WORDS)]
    )
