r"""Apply for a certificate with the client that `openapi-python-client` makes of the API's description.

    curl -o openapi.json https://office.example/api/v1/openapi.json
    openapi-python-client generate --path openapi.json --config docs/api/client.yml \
        --meta none --output-path originseal_client
    ORIGINSEAL_TOKEN=… python docs/api/apply.py https://office.example typed.json invoice.png

`typed.json` has `{"fields": {…}, "goods": [{…}]}` by the names of the form. The token needs `applications:write` and
`evidence:write`. Without an answer, run it again with the same ORDER: nothing is done twice.
"""

import io
import json
import os
import sys
from pathlib import Path

from originseal_client import AuthenticatedClient
from originseal_client.api.default import add_paper, begin, submit
from originseal_client.models import (
    AddPaperBody,
    AddPaperBodyRole,
    ApplicationLine,
    Declared,
    Entry,
    NewApplication,
    NewApplicationKind,
    PaperSeen,
)
from originseal_client.types import File


def apply(client: AuthenticatedClient, order: str, typed: dict[str, object], name: str, invoice: bytes) -> str:
    """Begin, hand in the invoice, submit; return the reference. `order` is the caller's own number of the shipment."""
    kind = NewApplicationKind.COO_JP
    new = NewApplication(kind=kind, typed=Entry.from_dict(typed))
    begun = begin.sync(client=client, body=new, idempotency_key=f"{order}-begin")
    if not isinstance(begun, ApplicationLine):
        sys.exit(f"Not begun: {begun}")
    paper = AddPaperBody(role=AddPaperBodyRole.COMMERCIAL_INVOICE, file=File(io.BytesIO(invoice), name))
    taken = add_paper.sync(begun.id, client=client, body=paper, idempotency_key=f"{order}-invoice")
    if not isinstance(taken, PaperSeen):
        sys.exit(f"The invoice was not taken: {taken}")
    version = f'"{begun.version}"'
    body = Declared(declared=True)
    sent = submit.sync(begun.id, client=client, body=body, idempotency_key=f"{order}-submit", if_match=version)
    if not isinstance(sent, ApplicationLine):
        sys.exit(f"Not submitted: {sent}")
    return f"{sent.reference} {sent.state}"


def main() -> None:
    """Apply as the command line says."""
    url, typed, invoice = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    with AuthenticatedClient(base_url=url, token=os.environ["ORIGINSEAL_TOKEN"]) as client:
        order = os.environ.get("ORDER", typed.stem)
        told = apply(client, order, json.loads(typed.read_text("utf-8")), invoice.name, invoice.read_bytes())
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
