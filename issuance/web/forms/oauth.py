"""Forms of systems that call the API."""

from wtforms import SelectMultipleField, StringField, TextAreaField

from issuance.domain.oauth.scopes import OF_CHAMBERS, Scope
from issuance.domain.oauth.systems import MOST_REDIRECT_LENGTH, MOST_REDIRECTS
from issuance.language import N_
from issuance.web.forms.administration.sections import LINE
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.oauth_words import SCOPES

_WHAT = N_("What it may ask for at most")
_CHOOSE = N_("Choose at least one thing that the system may ask for")


class _Scoped(OfficeForm):
    @property
    def chosen(self) -> frozenset[Scope]:
        """What was chosen."""
        return frozenset(Scope(value) for value in self.scopes.data or ())


class ClientForm(_Scoped):
    """How a third party's system connects."""

    redirects = TextAreaField(
        N_("Where its answers go"),
        [
            Required(N_("Enter at least one address")),
            AtMost(MOST_REDIRECTS * (MOST_REDIRECT_LENGTH + 1)),
        ],
        description=N_(
            "Whole addresses that begin with https://, one in each line. They are compared letter by letter."
        ),
    )
    scopes = SelectMultipleField(
        _WHAT, [Required(_CHOOSE)], choices=choices((scope.value, SCOPES[scope][0]) for scope in Scope)
    )


class OwnSystemForm(_Scoped):
    """One of the chamber's own systems."""

    name = StringField(N_("Name of the system"), [Required(N_("Enter the system's name")), *LINE])
    scopes = SelectMultipleField(
        N_("What it may do"),
        [Required(_CHOOSE)],
        choices=choices((scope.value, SCOPES[scope][0]) for scope in Scope if scope in OF_CHAMBERS),
    )
