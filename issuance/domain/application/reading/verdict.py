"""The last word on a draft: what would be issued from it is built and judged by the rules of the issue itself."""

from typing import cast

from issuance.domain.application.context import Context
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.parties import Partial
from issuance.domain.application.specimen import specimen_content
from issuance.domain.rules import check_rules
from issuance.errors import RefusedError
from issuance.language import _
from signing.canonical import JsonObject
from signing.errors import SigningError


def verdict_of(fields: Partial, context: Context, problems: Problems) -> JsonObject | None:
    """Return the draft, if a certificate could be issued from it today; else note why not."""
    draft = cast(JsonObject, fields)
    try:
        check_rules(specimen_content(draft, context))
    except (SigningError, RefusedError) as error:
        # What is typed was judged field by field before; this is for what nobody thought of.
        problems.error("", _("The certificate could not be issued like this: %(why)s", why=error))
        return None
    return draft
