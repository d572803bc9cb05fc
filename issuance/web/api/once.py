"""A call with its `Idempotency-Key`, carried out once (`services/api/once.py`)."""

import hashlib
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Response, request
from pydantic import BaseModel

from issuance.language import _
from issuance.office import Office
from issuance.services.api.once import Call
from issuance.storage.api_calls import Kept
from issuance.storage.unit import Unit
from issuance.web.api.asked import CallError
from issuance.web.bearer import caller
from issuance.web.problems import problem

_KEY = re.compile(r'"?([\x21\x23-\x7e]{8,64})"?')
_PIECE = 64 * 1024


def once(
    office: Office,
    act: str,
    do: Callable[[str], object],
    answer: Callable[[Unit, str, Mapping[str, object]], Kept],
) -> Response:
    """Carry a call out, or answer again what was answered to its key before.

    Raises `CallError` for a call without a key, `RunningError`, `ReusedError`, and what `do` refuses.
    """
    called = caller()
    who = f"{called.system.id} {called.actor.account or ''} {_key()}"
    call = Call(hashlib.sha256(who.encode()).digest(), _asked(), act)
    kept = office.api.once.run(called.actor, call, do, answer)
    found = Response(kept.body, kept.status, mimetype="application/json")
    if kept.etag:
        found.set_etag(kept.etag)
    if kept.location:
        found.headers["Location"] = kept.location
    return found


def kept(model: BaseModel, status: HTTPStatus = HTTPStatus.OK, *, etag: str = "", location: str = "") -> Kept:
    """Return an answer as it is kept."""
    return Kept(int(status), model.model_dump_json(), etag, location)


def _key() -> str:
    """Return the key: a string of RFC 8941, or the same without its quotes, as many clients send it."""
    found = _KEY.fullmatch(request.headers.get("Idempotency-Key", "").strip())
    if found is None:
        told = _("Send a header Idempotency-Key of 8 to 64 characters, new for each call: then it can be sent again.")
        answer = problem(HTTPStatus.BAD_REQUEST, _("The key is missing"), told, code="key-missing")
        raise CallError(answer)
    return found[1]


def _asked() -> bytes:
    """Return the SHA-256 of what is asked: of a form its fields and files, for each browser draws other boundaries."""
    digest = hashlib.sha256()
    _add(digest, request.method, request.full_path, request.headers.get("If-Match", ""))
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data())
        return digest.digest()
    # A part of a form may come without a name; it is none of ours, but it makes another call of this one.
    for name, text in sorted((name or "", text) for name, text in request.form.items(multi=True)):
        _add(digest, name, text)
    for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0] or ""):
        content = hashlib.sha256()
        while piece := file.stream.read(_PIECE):
            content.update(piece)
        file.stream.seek(0)
        _add(digest, name or "", file.filename or "", content.hexdigest())
    return digest.digest()


def _add(digest: "hashlib._Hash", *texts: str) -> None:
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
