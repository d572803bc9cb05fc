"""Many connections at once: as many questions are on their way, and each answer is followed by the next question.

Asked one after the other, a server of threads spends much of its time on handing over; in a crowd it does so for
several questions at a time. See `bench/_cost.py`, which measures both.
"""

import selectors
import socket
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack

from bench._load import Peer


def cpu_in_a_crowd(peer: Peer, requests: Sequence[bytes], expected: bytes, connections: int) -> float:
    """Return microseconds of the worker's CPU per request; each answer must begin with the `expected` status."""
    waiting = deque(requests)
    answers: dict[socket.socket, bytes] = {}
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        before = peer.cpu_seconds()
        for _ in range(connections):
            connection = stack.enter_context(peer.connect())
            selector.register(connection, selectors.EVENT_READ, connection)
            answers[connection] = b""
            connection.sendall(waiting.popleft())
        unanswered = len(requests)
        while unanswered:
            for key, _ in selector.select():
                connection = key.data
                piece = connection.recv(1 << 20)
                if not piece:
                    raise RuntimeError("the server closed a connection in the middle")
                answers[connection] = answer = answers[connection] + piece
                if not _is_whole(answer):
                    continue
                if not answer.startswith(expected):
                    raise RuntimeError(f"an answer began {answer[:60]!r} and not {expected!r}")
                answers[connection] = b""
                unanswered -= 1
                if waiting:
                    connection.sendall(waiting.popleft())
        return (peer.cpu_seconds() - before) * 1e6 / len(requests)


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    return bool(end) and len(body) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
