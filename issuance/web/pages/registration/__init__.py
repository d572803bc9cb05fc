"""Pages of trade registration for applicants: `/…/register` for visitors, `/…/registration` for administrator ids.

Both write a filing on the same pages (`form_pages`), which differ only in how a request opens the filing.
"""

from issuance.web.pages.registration.holder import registration_blueprint
from issuance.web.pages.registration.visitor import register_blueprint

__all__ = ["register_blueprint", "registration_blueprint"]
