"""Texts in both languages, as pairs of fields `<name>_ja` and `<name>_en`."""

from wtforms import Field, Form
from wtforms.validators import ValidationError

from issuance.domain.texts import Bilingual, clean_text
from issuance.language import _


class Clean:
    """A text holds no characters that cannot be seen (directions, controls): the sentence names the first one."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` where it holds one."""
        del form
        try:
            field.data = clean_text(field.data or "")
        except ValueError as error:
            raise ValidationError(_("Leave out what cannot be seen: %(why)s.", why=error)) from error


def pair(form: Form, name: str) -> Bilingual:
    """Return what the two fields of a text hold."""
    return Bilingual(ja=form[f"{name}_ja"].data or "", en=form[f"{name}_en"].data or "")


def filled(name: str, text: Bilingual) -> dict[str, str]:
    """Return what the two fields of a text show at first."""
    return {f"{name}_ja": text.ja, f"{name}_en": text.en}
