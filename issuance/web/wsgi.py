"""The application of one installation, opened as a server's worker opens it."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.office import Office
from issuance.web.app import create_app
from issuance.web.config import load_web_config
from issuance.web.spans import send_spans
from tracing import TracingError, open_spans


def open_app(directory: Path | None = None, environment: Mapping[str, str] = os.environ) -> Flask:
    """Read the settings and build the application over the installation that they name.

    Connections to its database are the process's own: a server that forks calls this after the fork.
    """
    config = load_config(environment, directory=directory)
    office = Office(config)
    app = create_app(office, load_web_config(config, environment, reference_url=office.trust_list().base.site))
    if config.traces_url is not None:
        _trace(app, config.traces_url)
    return app


def _trace(app: Flask, url: str) -> None:
    try:
        send_spans(app, open_spans(url, "originseal-office"))
    except TracingError as error:
        raise ConfigError(str(error)) from error
