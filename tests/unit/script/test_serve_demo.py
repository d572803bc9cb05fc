"""``script/serve_demo.py``: what ``script/run`` does after the set-up, with small stand-ins for our programs.

The stand-ins are real processes: the page is fetched, the signals are sent, the port is bound.
"""

import http.client
import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.servers.process import free_port

ROOT = Path(__file__).parents[3]

ISSUANCE = """
import json, pathlib, sys
print("issuance", *sys.argv[1:], flush=True)
folder = pathlib.Path(sys.argv[sys.argv.index("--directory") + 1])
if sys.argv[1] == "demo":
    (folder / "demo").mkdir(parents=True)
    site = sys.argv[sys.argv.index("--ref-base") + 1].removesuffix("/v/")
    first = {
        "number": "TYO26-000001-K7QM-3XW9",
        "issue_date": "2026-11-20",
        "pdf": str(pathlib.Path("var/demo/coo-jp.pdf").absolute()),
        "page_url": f"{site}/certificates/TYO26000001K7QM3XW9/2026-11-20",
    }
    (folder / "demo" / "certificates.json").write_text(json.dumps([first]))
    clerk = {"chamber": "TYO", "who": "Registrar", "login": "TYO-C000001-3", "password": "open sesame"}
    clerk["totp"] = "JBSWY3DP"
    (folder / "demo" / "sign-ins.json").write_text(json.dumps([clerk, clerk | {"who": "Applicant", "totp": None}]))
"""
OFFICE = """
import sys
if sys.argv[1] in ("deliver", "issue-approved"):
    import signal
    signal.pause()
if sys.argv[1] == "serve":
    import http.server
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
        def log_message(self, *_):
            pass
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""
SCANNER = """
import sys
print("scanner", *sys.argv[1:], flush=True)
"""
# Ready at the second question only, and with a child of its own as web servers with workers have.
SERVICE = """
import http.server, pathlib, subprocess, sys
print("reference-service", *sys.argv[1:], flush=True)
worker = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
pathlib.Path("pids").write_text(f"{worker.pid}")
questions = iter([503])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(next(questions, 200))
        self.end_headers()
        if self.path == "/die":
            worker.kill()
            sys.stdout.flush()
            import os; os._exit(7)
    def log_message(self, *_):
        pass
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
FAILS = "import sys; print('No font Noto Sans was found.', file=sys.stderr); sys.exit(1)"


class Demo:
    """A folder with stand-in programs, and the demonstration when it is started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.office_port = free_port()
        self.programs = folder / "bin"
        self.programs.mkdir()
        # The interpreter's own name beside the programs, as in a virtual environment.
        (self.programs / "python").symlink_to(sys.executable)
        self.install("issuance", ISSUANCE + OFFICE)
        self.install("reference-service", SERVICE)
        self.install("scanner", SCANNER)

    def install(self, name: str, text: str) -> None:
        program = self.programs / name
        program.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
        program.chmod(0o755)

    def start(self, port: str | None = None, office_port: str | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.programs / "python", ROOT / "script" / "serve_demo.py"],
            cwd=self.folder,
            env=os.environ
            | {"REFERENCE_PORT": port or str(self.port), "ISSUANCE_PORT": office_port or str(self.office_port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


@pytest.fixture
def ready(demo: Demo) -> Iterator[tuple[Demo, subprocess.Popen[str], list[str]]]:
    """Yield a demonstration that said ``ready``, its process and the lines it wrote until then."""
    process = demo.start()
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line == "ready\n":
            break
    yield demo, process, lines
    if process.poll() is None:
        process.terminate()
    process.communicate()


def test_it_makes_refreshes_and_serves_in_this_order(
    ready: tuple[Demo, subprocess.Popen[str], list[str]],
) -> None:
    demo, _, lines = ready

    assert [line for line in lines if line.startswith(("issuance", "scanner", "reference-service"))] == [
        f"issuance demo --directory var --ref-base http://127.0.0.1:{demo.port}/v/",
        "issuance trust refresh --directory var",
        "scanner trust update --trust var/trust/client --reference var/trust/repository",
        f"reference-service serve --host 127.0.0.1 --port {demo.port} --directory var",
        f"issuance serve --host 127.0.0.1 --port {demo.office_port} --directory var",
    ]
    assert lines[-1] == "ready"
    assert demo.get("/") == 200


def test_it_says_what_to_try_with_the_first_certificate(
    ready: tuple[Demo, subprocess.Popen[str], list[str]],
) -> None:
    demo, _, lines = ready
    text = "\n".join(lines)

    site = f"http://127.0.0.1:{demo.port}"
    assert "the number TYO26-000001-K7QM-3XW9 and the date 2026-11-20" in text
    assert f"{site}/certificates/TYO26-000001-K7QM-3XW9/2026-11-20" in text
    assert ".venv/bin/scanner check var/demo/coo-jp.pdf" in text
    assert ".venv/bin/scanner check --offline var/demo/coo-jp.pdf" in text


def test_it_says_who_can_sign_in_to_the_office(ready: tuple[Demo, subprocess.Popen[str], list[str]]) -> None:
    demo, _, lines = ready

    assert f"The issuing office is at http://localhost:{demo.office_port}/" in lines
    assert [line.split(maxsplit=3) for line in lines if line.startswith("  TYO")] == [
        ["TYO", "Registrar", "TYO-C000001-3", "open sesame  JBSWY3DP"],
        ["TYO", "Applicant", "TYO-C000001-3", "open sesame  -"],
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_all_its_children_with_status_0(
    ready: tuple[Demo, subprocess.Popen[str], list[str]], number: signal.Signals
) -> None:
    demo, process, _ = ready
    family = psutil.Process(process.pid).children(recursive=True)
    assert int((demo.folder / "pids").read_text()) in [member.pid for member in family]

    process.send_signal(number)
    _, errors = process.communicate(timeout=30)

    assert (process.returncode, errors) == (0, "")
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_a_server_that_ends_by_itself_ends_it_with_a_sentence(
    ready: tuple[Demo, subprocess.Popen[str], list[str]],
) -> None:
    demo, process, _ = ready

    demo.get("/die")
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors == "Error: reference-service ended by itself with status 7: see above.\n"


def test_a_signal_while_the_demonstration_is_being_made_ends_that(demo: Demo) -> None:
    demo.install("issuance", "import signal; print('making', flush=True); signal.pause()")
    process = demo.start()
    assert process.stdout is not None
    assert process.stdout.readline() == "making\n"
    (maker,) = psutil.Process(process.pid).children()

    process.terminate()
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert not maker.is_running()


def test_a_port_in_use_is_told_before_anything_is_made(
    ready: tuple[Demo, subprocess.Popen[str], list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    demo, _, _ = ready
    second = Demo(tmp_path_factory.mktemp("second"))

    process = second.start(port=str(demo.port))
    output, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors.startswith(f"Error: Port {demo.port} of 127.0.0.1 cannot be used (Address already in use).")
    assert f"REFERENCE_PORT={demo.port + 10} script/run" in errors
    assert output == ""
    assert not (second.folder / "var").exists()


@pytest.mark.parametrize("port", ["0", "65536", "80 80", "http", "-1", "８０００"])
def test_a_port_that_is_no_port_is_told(demo: Demo, port: str) -> None:
    process = demo.start(port=port)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors == (f"Error: REFERENCE_PORT is {port!r}; a number from 1 to 65535 is needed, for example 8000.\n")


def test_two_sites_cannot_share_a_port(demo: Demo) -> None:
    process = demo.start(office_port=str(demo.port))
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors == (
        f"Error: REFERENCE_PORT and ISSUANCE_PORT are both {demo.port}: each site needs a port of its own.\n"
    )


def test_a_demonstration_that_cannot_be_made_is_told_in_the_words_of_its_maker(demo: Demo) -> None:
    demo.install("issuance", FAILS)

    process = demo.start()
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors == (
        "No font Noto Sans was found.\nError: the demonstration could not be made: the message above says why.\n"
    )


def test_a_server_that_cannot_start_is_told(demo: Demo) -> None:
    demo.install("reference-service", FAILS)

    process = demo.start()
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Error: reference-service ended with status 1 before it was ready: see above." in errors


def test_a_missing_program_is_told(demo: Demo) -> None:
    (demo.programs / "issuance").unlink()

    process = demo.start()
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors.endswith("issuance cannot be started (No such file or directory): run script/setup again.\n")


@pytest.mark.parametrize("text", ["", "[]", "{", json.dumps([{"number": "TYO26-000001-K7QM-3XW9"}]), "null"])
def test_a_listing_that_cannot_be_read_is_told(demo: Demo, text: str) -> None:
    listing = demo.folder / "var" / "demo" / "certificates.json"
    listing.parent.mkdir(parents=True)
    listing.write_text(text, encoding="utf-8")
    demo.install("issuance", OFFICE)

    process = demo.start()
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert errors.startswith("Error: var/demo/certificates.json cannot be read")


class ImpatientWait:
    """Stands in for the waiting on running servers: each wait is over at once, and the third finds one ended."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self, servers: dict[str, "subprocess.Popen[bytes]"], seconds: float) -> str | None:
        self.pauses.append(seconds)
        return next(iter(servers)) if len(self.pauses) == 3 else None


def test_the_trust_files_are_refreshed_hourly_and_soon_again_after_a_failure(
    demo: Demo, capfd: pytest.CaptureFixture[str]
) -> None:
    # Fails at the first refresh, succeeds at the second.
    demo.install(
        "issuance",
        "import pathlib, sys; flag = pathlib.Path(sys.argv[-1]); print(*sys.argv[1:-1]);"
        " failed = flag.exists(); flag.touch(); sys.exit(not failed)",
    )
    serve_demo = runpy.run_path(str(ROOT / "script" / "serve_demo.py"))
    wait = ImpatientWait()
    server = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    server.wait()

    with pytest.raises(serve_demo["DemoError"], match="reference-service ended by itself with status 7"):
        serve_demo["watch"](
            serve_demo["Children"](demo.programs), {"reference-service": server}, demo.folder / "flag", wait
        )

    assert wait.pauses == [3600, 300, 3600]
    output, errors = capfd.readouterr()
    office, scanner = "trust refresh --directory", f"scanner trust update --trust {demo.folder}/flag/trust/client"
    assert [line.partition(" --reference")[0] for line in output.splitlines()] == [office, office, scanner]
    assert errors == "Note: the trust files were not refreshed (status 1); trying again.\n"
