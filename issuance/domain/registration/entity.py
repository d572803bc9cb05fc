"""Whether a filing would hand a registration to another legal entity (terms, article 30)."""

from collections.abc import Mapping
from typing import Any

_DECIDES = ("form", "corporate_number")


def entity_fields_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields of the section "organisation" by which `after` is another legal entity than `before`.

    A corporation keeps its number through changes of name, seat and representative; a number that was lacking may be
    added. Whether a sole trader under a new name is the same person, the registrar sees from the residence record.
    """
    return [name for name in _DECIDES if before.get(name) and after.get(name) != before[name]]
