"""Reports and inquiries: the public form and the reporter's case, and the officers' desk."""

from issuance.web.pages.inquiries.desk import inquiries_desk_blueprint
from issuance.web.pages.inquiries.public import report_blueprint

__all__ = ["inquiries_desk_blueprint", "report_blueprint"]
