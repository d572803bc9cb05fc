"""What templates of both programs find: GOV.UK Frontend's macros, and the parts of a page that both have."""

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader


def find_shared_templates(app: Flask) -> None:
    """Let an application's templates name `govuk_frontend_jinja/…` and `look/…` beside their own."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # GOV.UK Frontend's macros import each other under this name.
    shared = PrefixLoader(
        {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"), "look": PackageLoader("look")}
    )
    app.jinja_env.loader = ChoiceLoader([app.create_global_jinja_loader(), shared])
