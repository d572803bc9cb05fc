"""What other frameworks make of a look-up: run with the Python of `.venv-bench`, imports nothing of ours.

The body to answer lies in the file that BENCH_BODY names; `fastapi_with_redis` finds it in the Redis at
BENCH_REDIS_URL under the path that is asked for.
"""

import os
from pathlib import Path
from typing import Any

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def django() -> Any:  # noqa: ANN401  # this module is checked without Django
    """Return a minimal Django: one route, no middleware."""
    import django as framework
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import path

    def constant(_request: object, number: str, date: str) -> object:
        del number, date
        # Without its middleware Django does not say the length, and gunicorn would send the body in pieces.
        return HttpResponse(BODY, content_type="application/json", headers={"Content-Length": str(len(BODY))})

    routes = [path("api/v1/certificates/<str:number>/<str:date>", constant)]
    settings.configure(ROOT_URLCONF=tuple(routes), MIDDLEWARE=[], ALLOWED_HOSTS=["*"], DEBUG=False)
    framework.setup()
    return WSGIHandler()


def fastapi_with_redis() -> Any:  # noqa: ANN401  # as above
    """Return a FastAPI with one route that answers what Redis has."""
    import redis.asyncio
    from fastapi import FastAPI, Response

    app = FastAPI(openapi_url=None)
    store = redis.asyncio.Redis.from_url(os.environ["BENCH_REDIS_URL"])

    @app.get("/api/v1/certificates/{number}/{date}")
    async def stored(number: str, date: str) -> Response:
        found = await store.get(f"{number}|{date}")
        return Response(found, media_type="application/json")

    return app
