"""Templates compiled once for a test process: most tests build an application of their own, of the same templates.

Jinja keeps with each what it was compiled from, so that a changed template is compiled anew.
"""

from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps the byte code of templates in memory, apart for each program: filters may be folded into it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what was kept of it."""
        if (code := self._kept.get(_place(bucket))) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to."""
        self._kept[_place(bucket)] = bucket.bytecode_to_string()


def _place(bucket: Bucket) -> tuple[str, str]:
    program = bucket.environment.app.import_name if isinstance(bucket.environment, Environment) else ""
    return program, bucket.key
