"""gunicorn loads the application before it forks: with all pages compiled, no worker does that while somebody waits."""

import subprocess
import sys
from pathlib import Path

from tests.reference_site import ReferenceSite
from tests.servers.reference import clean_environment

ASK = "from reference_service.wsgi import app; print(*[name for _, name in app.jinja_env.cache.keys()], sep='\\n')"


def test_every_page_is_compiled_when_the_application_is_loaded(tmp_path: Path) -> None:
    site = ReferenceSite(tmp_path / "site")
    site.close()
    environment = clean_environment(REFERENCE_DIRECTORY=str(site.directory))
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    folder = Path("reference_service/templates")
    ours = {str(page.relative_to(folder)) for page in folder.rglob("*.html")}
    assert ours
    assert ours - set(done.stdout.split()) == set()
