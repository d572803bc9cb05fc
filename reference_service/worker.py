"""The gunicorn worker of the reference service: threads, and every answer sent in one piece.

gunicorn sends head and body one after the other. A worker that is killed between the two leaves its client with half an
answer, which nginx can no longer ask another worker for. Sent together, an answer is there or is not, and what is not
there nginx asks for again. (It also saves the second call of the system, and a change of threads.)

Whoever asks question after question on one connection, as a busy nginx does, is answered by one thread for as long.
Giving the connection back after each answer, to be watched for the next and handed to a thread again, takes gunicorn
nearly half of the CPU of a look-up.

Nor may a client hold a thread by not taking its answer: of a list that is checked page by page nginx passes on what
comes at once, so that progress can be seen, and so waits for the client itself.
"""

import select
import socket
from collections import deque
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

SEND_SECONDS: Final = 60.0
"""How long a piece of an answer may take to be taken; the largest, a list of a thousand rows, has about a megabyte."""


NEXT_QUESTION_MILLISECONDS: Final = 5
"""How long a thread stays with a connection after an answer. Half of the threads may, while none is waited for."""

FITS_THE_SOCKET: Final = 64 * 1024
"""An answer of so many bytes finds room in the buffer of a connection, whether anybody takes it or not."""


class WholeAnswerWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's worker with threads, whose answers leave as a whole."""

    def init_process(self) -> None:
        """Start working in the process that was forked for it; see `ThreadWorker.init_process`."""
        # Deques, for threads may put in and take out of them without a lock.
        self._queued: deque[None] = deque()
        self._chairs: deque[None] = deque([None] * (self.cfg.threads // 2))
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401  # gunicorn ships no types
        """Hand a connection that asks to a thread."""
        self._queued.append(None)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:  # noqa: ANN401  # gunicorn ships no types
        """Answer what a connection asks, and what it asks next where that comes at once."""
        self._queued.popleft()
        keep = super().handle(conn)
        # Anything else than True says what else is to be done with the connection.
        while keep is True and self._asks_again(conn):
            keep = super().handle(conn)
        return keep

    def _asks_again(self, conn: Any) -> bool:  # noqa: ANN401  # gunicorn ships no types
        """Wait a moment for the next question, unless that would make other connections wait."""
        if self._queued or not self.alive:
            return False
        try:
            chair = self._chairs.pop()
        except IndexError:
            return False
        try:
            waiting = select.poll()
            waiting.register(conn.sock, select.POLLIN)
            return bool(waiting.poll(NEXT_QUESTION_MILLISECONDS))
        finally:
            self._chairs.append(chair)

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401  # gunicorn ships no types
        """Answer one request; see `ThreadWorker.handle_request`."""
        plain, held = conn.sock, HeldHead(conn.sock)
        conn.sock = held
        try:
            keep: bool = super().handle_request(req, conn)
            # An answer without a body.
            held.flush()
        finally:
            conn.sock = plain
        return keep


class HeldHead:
    """A socket that sends what comes first, the answer's head, together with what comes next."""

    def __init__(self, plain: socket.socket, seconds: float = SEND_SECONDS) -> None:
        self._plain = plain
        self._seconds = seconds
        self._head: bytes | None = None

    def sendall(self, data: bytes) -> None:
        """Hold the head, send all else at once; raises `TimeoutError` for a client that does not take it."""
        if self._head is None:
            self._head = data
            return
        if self._head and len(self._head) + len(data) <= FITS_THE_SOCKET:
            # All but a few answers. A time limit costs four calls of the system, and this waits for nobody.
            self._plain.sendall(self._head + data)
        else:
            self._send(self._head + data if self._head else data)
        self._head = b""

    def sendfile(self, *arguments: Any, **options: Any) -> int:  # noqa: ANN401  # handed on
        """Send a file after the head."""
        self.flush()
        return self._plain.sendfile(*arguments, **options)

    def flush(self) -> None:
        """Send the head where it is still held."""
        if self._head:
            self._send(self._head)
            self._head = b""

    def _send(self, data: bytes) -> None:
        before = self._plain.gettimeout()
        self._plain.settimeout(self._seconds)
        try:
            self._plain.sendall(data)
        finally:
            self._plain.settimeout(before)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a socket has
        return getattr(self._plain, name)
