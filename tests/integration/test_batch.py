"""A batch on two processes: each request is issued or refused, in its order, without a gap."""

import pytest

from issuance.batch import Batch
from issuance.domain.ledger import LedgerEntry
from issuance.errors import StorageError
from signing.content import parse_content
from tests.offices import Installation, numbered_request, request


def test_a_batch_issues_what_it_can_and_says_what_it_cannot(present_installation: Installation) -> None:
    requests = [numbered_request(index) for index in range(4)]
    requests.insert(2, request(colour="blue"))
    with Batch(present_installation.config) as batch:
        results = list(batch.issue(requests))

    refused = results.pop(2)
    assert isinstance(refused, str)
    assert "colour" in refused
    issued = [parse_content(entry.content or b"") for entry in results if isinstance(entry, LedgerEntry)]
    assert [content.invoice.number for content in issued] == ["INV-0", "INV-1", "INV-2", "INV-3"]
    assert present_installation.numbers() == [1, 2, 3, 4]


def test_a_killed_process_of_a_batch_is_told(present_installation: Installation) -> None:
    with Batch(present_installation.config, processes=1) as batch:
        next(batch.issue([numbered_request(1)]))
        for process in batch._pool._processes.values():
            process.kill()
        with pytest.raises(StorageError, match="Run: issuance resume"):
            list(batch.issue([numbered_request(2)]))
