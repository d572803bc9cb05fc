"""nginx of a test's own with the configuration that is shipped, its places and ports replaced."""

import resource
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.servers.process import ServerError, ServerProcess, free_port
from tests.servers.programs import require_program

SHIPPED = Path("deploy/nginx/reference.conf")
MESSAGES = Path("deploy/nginx/messages.conf")
FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_rlimit_nofile {files};
events {{ worker_connections 12000; }}
http {{
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""
"""A whole configuration around sites: `folder`, the most open `files`, `site`."""


class Nginx:
    """The shipped site in front of the service at `upstream` (its URL); use as a context manager.

    `changes` are texts of the configuration with what stands there instead, for example smaller limits.
    """

    def __init__(self, upstream: str, changes: Mapping[str, str] | None = None) -> None:
        program = require_program("nginx", "nginx")
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-nginx-"))
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        replaced = {
            **(changes or {}),
            "unix:/run/originseal/reference.sock": urlsplit(upstream).netloc,
            "127.0.0.1:8080": f"127.0.0.1:{self._port}",
            "/var/cache/nginx": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "/etc/nginx/originseal/messages.conf": str(MESSAGES.absolute()),
            "/run/originseal-uploads": f"{self.folder}/uploads",
        }
        site = SHIPPED.read_text(encoding="utf-8")
        for shipped, ours in replaced.items():
            if shipped not in site:
                raise ServerError(f"{SHIPPED} no longer has {shipped!r}.")
            site = site.replace(shipped, ours)
        config = self.folder / "nginx.conf"
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        config.write_text(FRAME.format(folder=self.folder, files=files, site=site), encoding="utf-8")
        self._command = [str(program), "-p", str(self.folder), "-e", "stderr", "-c", str(config)]
        if Path("/proc/self").stat().st_uid == 0:
            # Its workers become another user, who writes the cache.
            self.folder.chmod(0o777)

    def check(self) -> str:
        """Return what `nginx -t` says; raise `CalledProcessError` where it refuses the configuration."""
        return subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=True).stderr

    def log(self) -> str:
        """Return the access log."""
        return (self.folder / "originseal.log").read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        self.process = ServerProcess(self._command, self.folder)
        self.process.wait_until(self._answers)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        return True
