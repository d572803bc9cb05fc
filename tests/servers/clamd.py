"""A clamd of a test's own, with signatures made by hand: on a socket in a temporary folder."""

import shutil
import socket
import tempfile
from pathlib import Path
from typing import Self

from tests.servers.process import ServerProcess
from tests.servers.programs import require_program

VIRUS = b"ORIGINSEAL-TEST-VIRUS-0123456789"
"""What our own signature finds: harmless, and on no list but the test's."""

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file by which every virus scanner can be tried; in two parts, so that none takes this module for it."""


class ClamdServer:
    """A clamd that knows two signatures; ``process`` is the handle for fault tests (``freeze``, ``thaw``, ``kill``)."""

    process: ServerProcess

    def __init__(self) -> None:
        self._program = require_program("clamd", "clamav-daemon")
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-clamd-"))
        self.socket = self.folder / "clamd.sock"
        signatures = [f"{name}:0:*:{text.hex()}" for name, text in (("OriginSeal.Test", VIRUS), ("Eicar.Test", EICAR))]
        (self.folder / "signatures").mkdir()
        (self.folder / "signatures" / "test.ndb").write_text("\n".join(signatures) + "\n")
        settings = [
            "Foreground yes",
            f"LocalSocket {self.socket}",
            f"DatabaseDirectory {self.folder / 'signatures'}",
            f"TemporaryDirectory {self.folder}",
            "StreamMaxLength 25M",
            "MaxThreads 2",
        ]
        (self.folder / "clamd.conf").write_text("\n".join(settings) + "\n")
        self.start()

    @property
    def address(self) -> str:
        """What ``ISSUANCE_CLAMD`` is set to."""
        return f"unix:{self.socket}"

    def start(self) -> None:
        """Start it and return when it answers."""
        self.socket.unlink(missing_ok=True)
        self.process = ServerProcess([str(self._program), "-c", str(self.folder / "clamd.conf")], self.folder)
        self.process.wait_until(self._answers)

    def stop(self) -> None:
        """End it; ``start`` may follow."""
        self.process.stop()

    def close(self) -> None:
        """End it for good and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"zPING\0")
                return connection.recv(16) == b"PONG\0"
            except OSError:
                return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
