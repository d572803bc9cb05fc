"""`/scan` and `/check-file`: the pages whose scripts verify certificates in the browser.

Nothing is looked up here. The pages bring the words, the layout and the addresses of the scripts; scripts in
web/scan read codes, ask the API, and verify what it answers. Without scripts `/check-file` takes the file itself.
"""

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from look.languages import Language
from look.page_policy import PagePolicy, with_policy
from reference_service.pages.language import PARAMETER, current_language
from reference_service.pages.scan_words import script_words

ASK_AGAIN = "no-cache"
"""The app keeps a copy for work without a network; with one, the page and its notices are the present ones."""

CHECK_FILE_POLICY = PagePolicy(
    {
        # The decoder is WebAssembly, which a browser compiles only where the page's policy says so.
        "script-src": "'self' 'wasm-unsafe-eval'",
        "worker-src": "'self'",
        "connect-src": "'self'",
        # Pictures of certified pages are shown from the bytes whose hash was compared.
        "img-src": "'self' blob:",
    }
)
SCAN_POLICY = PagePolicy({**CHECK_FILE_POLICY.sources, "manifest-src": "'self'"}, {"camera": "(self)"})

CODE_ASSETS = {"readingWorker": "reading-worker.js", "decoder": "zxing_reader.wasm"}
PDF_ASSETS = {
    "pdf": "pdf.js",
    "pdfWorker": "pdf-worker.js",
    "pdfFax": "pdf-fax.wasm",
    "pdfJpeg2000": "pdf-jpeg2000.wasm",
}
"""What the scripts load when they need it: by its name in a script, its name in `web/build.mjs`."""


def scan_blueprint() -> Blueprint:
    """Build the two pages."""
    pages = Blueprint("scan", __name__)

    @pages.get("/scan")
    @with_policy(SCAN_POLICY)
    def scan() -> ResponseReturnValue:
        return render_template("scan.html", page=_for_script()), {"Cache-Control": ASK_AGAIN}

    @pages.get("/check-file")
    @with_policy(CHECK_FILE_POLICY)
    def check_file() -> ResponseReturnValue:
        return render_template("check_file.html", page=_for_script()), {"Cache-Control": ASK_AGAIN}

    @pages.after_app_request
    def let_the_pdf_worker_compile(response: Response) -> Response:
        # A worker has the policy of its own file. This one gets its decoders of pictures from the page, compiles them,
        # and may still load nothing itself.
        if request.endpoint == "static" and request.path == asset_address(current_app, PDF_ASSETS["pdfWorker"]):
            response.headers["Content-Security-Policy"] = "default-src 'none'; script-src 'wasm-unsafe-eval'"
        return response

    return pages


def asset_address(app: Flask, name: str) -> str:
    """Return the address of a built file."""
    return url_for("static", filename=app.jinja_env.globals["asset"](name))  # type: ignore[operator]  # put there by app.py


def scan_address(language: Language | None = None) -> str:
    """Return the address of the scanning page in a language, or in that of whoever opens it."""
    path = url_for("scan.scan", **{PARAMETER: None})
    return path if language is None else f"{path}?{PARAMETER}={language.code}"


def _for_script() -> dict[str, object]:
    """Return what the page hands to its script."""
    assets = {name: asset_address(current_app, built) for name, built in (CODE_ASSETS | PDF_ASSETS).items()}
    # The worker looks after this one page alone; certificates' pages never pass through it.
    app = {"script": url_for("installable.service_worker"), "scope": scan_address()}
    return {"assets": assets, "app": app, "words": script_words(current_language())}
