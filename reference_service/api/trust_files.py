"""`/trust/metadata/…` and `/trust/targets/…`: the TUF repository, served as it lies on the disk.

Only names that a TUF repository can have are looked up, and only regular files inside the folder are sent. Files
with a version or hash in their name never change; `timestamp.json` is asked for anew each time.
"""

import re
from http import HTTPStatus
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, send_file

from reference_service.api.openapi import TRUST_FILE_RESPONSES
from reference_service.api.problem import problem
from reference_service.service import Service

_METADATA_NAME = re.compile(r"(?P<version>[0-9]{1,10}\.)?[a-z][a-z0-9_-]{0,40}\.json")
_TARGET_PATH = re.compile(r"([a-z][a-z0-9_-]{0,40}/){0,3}(?P<hash>[0-9a-f]{64}\.)?[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")
IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def trust_files_blueprint(service: Service) -> APIBlueprint:
    """Build the two folders."""
    files = APIBlueprint("trust_files", __name__, url_prefix="/trust", tag="Trust")
    root = service.config.trust_directory

    @files.get("/metadata/<name>")
    @files.doc(operation_id="trustMetadata", responses=TRUST_FILE_RESPONSES)
    def metadata(name: str) -> Response:
        """Return a file of TUF metadata: root, timestamp, snapshot, targets and delegated roles.

        A TUF client pins the root once and verifies all else; `scanner trust` is one.
        """
        match = _METADATA_NAME.fullmatch(name)
        return _send(root / "metadata", name, fixed=match["version"] is not None) if match else _missing()

    @files.get("/targets/<path:path>")
    @files.doc(operation_id="trustTarget", responses=TRUST_FILE_RESPONSES)
    def target(path: str) -> Response:
        """Return a file that the metadata name, by its path: the trust list, the revocation list, the survivors."""
        match = _TARGET_PATH.fullmatch(path)
        return _send(root / "targets", path, fixed=match["hash"] is not None) if match else _missing()

    return files


def _send(folder: Path, name: str, *, fixed: bool) -> Response:
    found = (folder / name).resolve()
    # The pattern admits no "..", but a link inside the folder could still lead out of it.
    if not found.is_relative_to(folder.resolve()) or not found.is_file():
        return _missing()
    mimetype = "application/json" if found.suffix == ".json" else "application/octet-stream"
    response = send_file(found, mimetype=mimetype, conditional=True, etag=True)
    response.headers["Cache-Control"] = IMMUTABLE if fixed else ASK_AGAIN
    return response


def _missing() -> Response:
    return problem(HTTPStatus.NOT_FOUND, "no_such_file", "The trust repository has no such file.")
