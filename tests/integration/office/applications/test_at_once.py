"""Two of one side at the same application at once: one wins, the other is told, on each database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from issuance.domain.actor import Actor
from issuance.errors import ConflictError, RefusedError
from issuance.storage.applications import versions_of
from tests.applying import Applying


def test_an_application_is_submitted_once_whoever_presses_the_button(applying_anywhere: Applying) -> None:
    office, draft = applying_anywhere.office, applying_anywhere.draft(applying_anywhere.clerk)
    ready = Barrier(2)

    def submit(actor: Actor) -> str:
        ready.wait()
        try:
            sent = office.applications.submissions.submit(actor, draft.id, draft.version, f"by {actor.name}")
        except (RefusedError, ConflictError) as error:
            return type(error).__name__
        return sent.state

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(submit, (applying_anywhere.user, applying_anywhere.clerk)))

    assert "submitted" in results
    assert results[0] in ("RefusedError", "StaleError", "ConflictError")
    with office.units.look(applying_anywhere.user) as unit:
        assert len(versions_of(unit, draft.id)) == 1
