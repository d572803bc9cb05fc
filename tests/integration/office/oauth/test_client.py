"""A client made of the API's description applies over HTTP, with its holder's consent (docs/api/apply.py)."""

import json
from pathlib import Path

import pytest

from issuance.domain.application.fields import fields_of
from issuance.domain.application.order import NAMES
from issuance.storage.applications import applications
from issuance.storage.tables.applications import application as table
from signing.content import Kind
from tests.applying import paper_file, typed
from tests.calling import Calling
from tests.connected import Connected
from tests.example_client import make_client, run_example, served_over_http


@pytest.mark.slow
def test_the_example_applies_once_however_often_it_is_run(quick_world: Connected, tmp_path: Path) -> None:
    world = quick_world
    token = Calling.make(world, world.cast.user).token
    names = {*(spec.name for spec in fields_of(Kind.COO_JP)), *NAMES}
    entry = typed().model_dump(mode="json")
    entry["fields"] = {name: text for name, text in entry["fields"].items() if name in names}
    order, invoice = tmp_path / "order-4711.json", tmp_path / "invoice.png"
    order.write_text(json.dumps(entry), encoding="utf-8")
    invoice.write_bytes(paper_file().getvalue())
    make_client(tmp_path, world.site.client().get("/api/v1/openapi.json").data)

    with served_over_http(world.site.app) as url:
        told = [run_example(tmp_path, url, token, order, invoice) for _each in range(2)]

    with world.site.office.units.look(world.cast.user) as unit:
        (sent,) = applications(unit, table.c.created_by == world.cast.user.account)
    assert told == [f"{sent.reference} submitted\n"] * 2
