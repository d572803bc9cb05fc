"""A sandbox for tests: an office of one chamber whose settings, databases and trust list say that nothing is genuine.

sandbox = make_sandbox_office(template, folder, urls)        # `template` of the fixture `office_templates`
office = sandbox.open()
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from issuance.config import load_config
from issuance.demo.profile import PROFILE
from issuance.setup import make_databases
from tests.builders import NOW
from tests.office_databases import Urls
from tests.offices import Installation

SETTING = {"ISSUANCE_SANDBOX": "yes"}


def make_sandbox_office(
    template: Path, folder: Path, urls: Urls, clock: Callable[[], datetime] = lambda: NOW
) -> Installation:
    """Copy the template's keys, and make its databases, which are empty yet."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    config = replace(load_config(SETTING, directory=folder), database_url=urls.office, register_url=urls.register)
    made = Installation(config, clock)
    with made.open() as office:
        make_databases(office)
        office.store.save_profile(PROFILE)
    return made


def of_other_kind(installation: Installation) -> Installation:
    """Return the same installation, as settings of the other kind name it."""
    config = replace(installation.config, sandbox=not installation.config.sandbox)
    return Installation(config, installation.clock)
