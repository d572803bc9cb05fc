"""Files of the private store go once their rows are gone, and the act that deleted the rows is committed (ADR 0043)."""

from issuance.domain.actor import Actor
from issuance.storage.doomed_files import doomed, forget
from issuance.storage.unit import Units
from register.documents import DocumentStore

_AT_ONCE = 500


class Shredder:
    """Deletes the files whose rows are gone."""

    def __init__(self, units: Units, documents: DocumentStore) -> None:
        self._units = units
        self._documents = documents

    def run(self, actor: Actor) -> int:
        """Delete what is named to be deleted in the actor's chamber; return how many files."""
        done = 0
        while True:
            with self._units.look(actor) as unit:
                waiting = doomed(unit, _AT_ONCE)
            if not waiting:
                return done
            for _key, stored in waiting:
                self._documents.delete(stored)
            with self._units.act(actor) as unit:
                forget(unit, [key for key, _stored in waiting])
            done += len(waiting)
