"""nginx of a test's own with both sites as a server has them: TLS, the redirect, the switch, the firewall."""

import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.servers.nginx import FRAME
from tests.servers.process import ServerError, ServerProcess, free_port
from tests.servers.programs import require_file, require_program
from tests.tls_authority import Authority

SHIPPED = Path("deploy/nginx")
REFERENCE, OFFICE = "ref.example.jp", "office.example.jp"
CORE_RULES = Path("/usr/share/modsecurity-crs/rules")


class Front:
    """Both sites on loopback ports; `reference` and `office` are what nginx asks: `127.0.0.1:8000`, `unix:/path`.

    `firewall` loads the module and the core rules. Names and places are the only things that are changed.
    """

    def __init__(
        self, reference: str, office: str, *, firewall: bool = False, changes: Mapping[str, str] | None = None
    ) -> None:
        program = require_program("nginx", "nginx")
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-front-"))
        self.port, self.plain_port, self.metrics_port = free_port(), free_port(), free_port()
        self.places = self.folder / "etc"
        (self.places / "pause").mkdir(parents=True)
        self.authority = Authority(self.folder / "authority")
        self._changes = dict(changes or {})
        for name in ("messages.conf", "office-messages.conf"):
            self._lay(SHIPPED / name, self.places / name)
        modules = self._lay_firewall() if firewall else ""
        sites = [self._site(name, upstream) for name, upstream in (("reference", reference), ("office", office))]
        front = self._read(SHIPPED / "front.conf", {"127.0.0.1:9464": f"127.0.0.1:{self.metrics_port}"})
        config = self.folder / "nginx.conf"
        config.write_text(modules + FRAME.format(folder=self.folder, files=4096, site=front + "".join(sites)))
        self._command = [str(program), "-p", str(self.folder), "-e", "stderr", "-c", str(config)]
        if Path("/proc/self").stat().st_uid == 0:
            # Its workers become another user.
            self.folder.chmod(0o777)

    def trusting(self) -> ssl.SSLContext:
        """Return a client's settings that believe this front's authority alone."""
        return ssl.create_default_context(cafile=str(self.authority.file))

    @property
    def pid_file(self) -> Path:
        """Where its first process wrote its number."""
        return self.folder / "nginx.pid"

    def log(self, site: str) -> str:
        """Return a site's access log."""
        name = "originseal.log" if site == "reference" else "originseal-office.log"
        return (self.folder / name).read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        self.process = ServerProcess(self._command, self.folder)
        self.process.wait_until(self.pid_file.exists)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()
        shutil.rmtree(self.folder)

    def _site(self, site: str, upstream: str) -> str:
        host = REFERENCE if site == "reference" else OFFICE
        pem = self.authority.certificate_for(host).rename(self.folder / f"{site}.pem")
        plain = f"    listen 127.0.0.1:{8080 if site == 'reference' else 8081};\n    server_name _;\n"
        return self._read(
            SHIPPED / f"{site}.conf",
            {
                plain: "",
                "    #tls listen [::]:443 ssl http2;\n": "",
                "#tls ": "",
                f"/etc/ssl/originseal/{site}.key": str(pem),
                f"/etc/ssl/originseal/{site}.pem": str(pem),
                f"unix:/run/originseal{'' if site == 'reference' else '-office'}/{site}.sock": upstream,
            },
        )

    def _read(self, shipped: Path, changes: Mapping[str, str]) -> str:
        text = shipped.read_text(encoding="utf-8")
        for here, ours in {**self._changes, **changes}.items():
            if here not in text and here in changes:
                raise ServerError(f"{shipped} no longer has {here!r}.")
            text = text.replace(here, ours)
        kept = [line for line in text.splitlines() if "listen [::]:" not in line]
        return (
            "\n".join(kept)
            .replace("listen 443 ", f"listen 127.0.0.1:{self.port} ")
            .replace("listen 80", f"listen 127.0.0.1:{self.plain_port}")
            .replace("/etc/nginx/originseal", str(self.places))
            .replace("/var/cache/nginx", str(self.folder))
            .replace("/var/log/nginx", str(self.folder))
            .replace("/var/lib/originseal-acme", str(self.folder / "acme"))
            .replace("/run/originseal-uploads", str(self.folder / "uploads"))
            + "\n"
        )

    def _lay(self, shipped: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self._read(shipped, {}), encoding="utf-8")

    def _lay_firewall(self) -> str:
        modules = require_file(
            ["usr/lib/nginx/modules/ngx_http_modsecurity_module.so"],
            "nginx's module of ModSecurity",
            "libnginx-mod-http-modsecurity",
        ).parent
        require_file(["usr/share/modsecurity-crs/rules/*.conf"], "the core rule set", "modsecurity-crs")
        for name in (
            "waf-reference.conf",
            "waf-office.conf",
            "waf-off.conf",
            "waf/base.conf",
            "waf/reference.conf",
            "waf/office.conf",
        ):
            self._lay(SHIPPED / name, self.places / name)
        names = ("ndk_http_module.so", "ngx_http_modsecurity_module.so")
        return "".join(f"load_module {modules / name};\n" for name in names)


def accepts(front: Front) -> str:
    """Return what `nginx -t` says."""
    return subprocess.run([*front._command, "-t"], capture_output=True, text=True, check=True).stderr
