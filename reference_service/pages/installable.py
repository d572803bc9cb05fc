"""What makes `/scan` an app that opens without a network: its manifest and its service worker (docs/adr/0016)."""

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Flask, Response

import look
from reference_service.languages import LANGUAGES
from reference_service.pages.language import current_language
from reference_service.pages.scan import ASK_AGAIN, CODE_ASSETS, PDF_ASSETS, asset_address, scan_address
from reference_service.service import Service

_SHELL = ("site.css", "scan.css", "scan.js")
_ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
_THEME = "#12355b"


def installable_blueprint(app: Flask, service: Service) -> Blueprint:
    """Build the two files."""
    files = Blueprint("installable", __name__)
    version = _version(service)

    @files.get("/app.webmanifest")
    def manifest() -> Response:
        # Installed in a language, the app opens in it.
        language = current_language()
        name = service.config.site_name
        fields = {
            "id": scan_address(),
            "name": name,
            "short_name": name,
            "lang": language.tag,
            "dir": language.direction,
            "start_url": scan_address(language),
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": _THEME,
            "icons": [
                {"src": asset_address(app, icon), "sizes": size, "type": "image/png", "purpose": "any maskable"}
                for icon, size in _ICONS.items()
            ],
        }
        body = json.dumps(fields, ensure_ascii=False)
        return Response(body, mimetype="application/manifest+json", headers={"Cache-Control": ASK_AGAIN})

    @files.get("/service-worker.js")
    def service_worker() -> Response:
        kept = {
            "version": version,
            "path": scan_address(),
            "pages": {code: scan_address(language) for code, language in LANGUAGES.items()},
            "files": [asset_address(app, name) for name in (*_SHELL, *CODE_ASSETS.values(), *_ICONS)],
            "onUse": [asset_address(app, name) for name in PDF_ASSETS.values()],
        }
        script = Path(app.static_folder or "") / app.jinja_env.globals["asset"]("service-worker.js")  # type: ignore[operator]  # put there by app.py
        body = f"const KEPT = {json.dumps(kept)};\n{script.read_text(encoding='utf-8')}"
        headers = {
            "Cache-Control": ASK_AGAIN,
            # What it fetches is judged by its own policy: the files of this site.
            "Content-Security-Policy": "default-src 'none'; connect-src 'self'; script-src 'self'",
        }
        return Response(body, mimetype="text/javascript", headers=headers)

    return files


def _version(service: Service) -> str:
    """Return a text that changes whenever anything does that the pages are made of: files, templates, words, names."""
    packages = (Path(__file__).parent.parent, Path(look.__path__[0]))
    digest = hashlib.sha256(service.config.site_name.encode())
    for pattern in ("**/*.py", "**/*.html", "**/*.po", "static/built/manifest.json"):
        for path in (path for package in packages for path in sorted(package.glob(pattern))):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
