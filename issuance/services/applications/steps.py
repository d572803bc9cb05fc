"""Which right a step needs, by where an application stands, and that a page that comes late is told so."""

from issuance.domain.application.application import Application
from issuance.domain.ids import Act
from issuance.errors import ConflictError, RefusedError
from issuance.language import _


class StaleError(ConflictError):
    """The application was changed elsewhere since the page was made."""


def act_to_edit(application: Application) -> Act:
    """Return the act that changing or submitting it is: what was submitted once is answered, not applied for anew."""
    return Act.ANSWER_RETURNED if application.version_submitted else Act.APPLY


def require_editable(application: Application) -> None:
    """Raise `RefusedError` unless its applicant can change it now."""
    if not application.is_editable:
        raise RefusedError(
            _("This application is with the chamber or the signatory, or settled: it cannot be changed now.")
        )


def require_seen(application: Application, version: int) -> None:
    """Raise `StaleError` unless `version` is what the page showed."""
    if application.version != version:
        raise StaleError(
            _("This application was changed in another window meanwhile. Nothing of this page was stored yet.")
        )
