"""What every form of the office shares.

Texts are trimmed, problems are told in our words and listed at the head of the page, and a token tells a form that was
sent twice.

    class StopForm(OfficeForm):
        reason = StringField(N_("Reason"), validators=[Required(N_("Enter the reason")), AtMost(500)])
        until = DateBoxes(N_("Last day"), validators=[Required(N_("Enter the last day"))])

In the view: `form = StopForm()`, `if form.validate_on_submit(): …`; in the template `{{ error_summary(form) }}` and the
macros of `fields.html`, which translate what is marked here.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation, ValidationError

from issuance.language import N_, _, spoken_language

_TOKEN_BYTES = 12
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")


OF_WTFORMS = (
    N_("Not a valid choice."),
    N_("Invalid Choice: could not coerce."),
    N_("'%(value)s' is not a valid choice for this field."),
    N_("Not a valid integer value."),
    N_("Not a valid decimal value."),
)
"""Sentences of WTForms that show where somebody has tampered with a form, marked for our catalogues."""


class _Words:
    """WTForms' own sentences, as far as a form lets them show, go through our catalogues."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        # WTForms fills in its values itself, afterwards.
        return spoken_language().translations.ngettext(one, many, count)


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _token(value: object) -> str:
    """Return the token of a form; for what none of our pages sends, one that nothing has been sent with yet."""
    return str(value) if _TOKEN.fullmatch(str(value)) else secrets.token_urlsafe(_TOKEN_BYTES)


class OfficeForm(FlaskForm):
    """Base of the office's forms."""

    class Meta(FlaskForm.Meta):
        """How fields are bound: every text is trimmed first."""

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:  # noqa: ANN401  # WTForms' own type is private
            """Bind a field as WTForms does, with one more filter for texts."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                filters.append(_trimmed)
            if filters:
                options = {**options, "filters": filters}
            bound: Field = unbound_field.bind(form=form, **options)
            return bound

        def get_translations(self, form: Form) -> _Words:
            """Return what WTForms says its own sentences with."""
            del form
            return _Words()

    submission = HiddenField(default=lambda: secrets.token_urlsafe(_TOKEN_BYTES), filters=[_token])
    """The same when a form is sent twice: services that would double keep it and refuse the second."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, as pairs of a field's id and a sentence, in the order of the page."""
        found = [problem for field in self for problem in _problems(field)]
        return [*(("", str(text)) for text in self.form_errors), *found]


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return pairs of a value and its marked text as the choices of a select, of radios or of checkboxes."""
    return [SelectChoice(value, text) for value, text in pairs]


class Required(InputRequired):
    """Something has to be entered; `message` says what, as `N_("Enter the name")`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `StopValidation` where nothing was."""
        is_number = isinstance(field.data, int) and not isinstance(field.data, bool)
        if not field.data and not is_number:
            field.errors = []
            raise StopValidation(_(str(self.message)))


class AtMost:
    """A text has no more than `most` characters; a longer one is refused whole, never cut."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` where it has more."""
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                _("This has %(length)s characters; at most %(most)s are possible.", length=length, most=self.most)
            )


def _problems(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, FieldList):
        yield from _first(field.id, [error for error in field.errors if isinstance(error, str)])
        for entry in field:
            yield from _problems(entry)
    elif isinstance(field, FormField):
        for inner in field.form:
            yield from _problems(inner)
    else:
        yield from _first(field.id, field.errors)


def _first(key: str, errors: Sequence[object]) -> Iterator[tuple[str, str]]:
    yield from ((key, str(error)) for error in errors[:1])
