"""A TCP proxy that hands answers on late, or byte by byte: how a server looks over a bad network, or when it is ill.

with SlowProxy(server.port) as proxy:
    client = connect(proxy.port)
    proxy.delay = 0.2          # seconds before each piece of an answer is handed on
    proxy.piece = 1            # bytes of an answer that are handed on at a time
"""

import select
import socket
import threading
import time
from typing import Self

_AT_ONCE = 65536


class SlowProxy:
    """In front of a loopback port; use as a context manager. Slowness can change at any time and is of answers alone.

    `delay` is in seconds and per piece; `piece` is the most bytes that are handed on at a time.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.port = int(self._listener.getsockname()[1])
        self.delay = 0.0
        self.piece = _AT_ONCE

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _begin(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # a bound method
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closing
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()  # the server behind is gone
                continue
            self._begin(self._carry, client, server)

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Hand on in both directions until either side closes."""
        with client, server:
            try:
                while not self._closing.is_set():
                    ready, _, _ = select.select([client, server], [], [], 0.1)
                    if client in ready and not _pass(client, server):
                        return
                    if server in ready and not self._pass_slowly(server, client):
                        return
            except OSError:
                return  # one side was killed

    def _pass_slowly(self, source: socket.socket, target: socket.socket) -> bool:
        data = source.recv(_AT_ONCE)
        for start in range(0, len(data), self.piece):
            if not self._waited():
                return False
            target.sendall(data[start : start + self.piece])
        return bool(data)

    def _waited(self) -> bool:
        """Wait as long as the delay is now, though it be changed meanwhile; false where the test has ended."""
        began = time.monotonic()
        while (left := began + self.delay - time.monotonic()) > 0:
            if self._closing.wait(min(left, 0.02)):
                return False
        return not self._closing.is_set()


def _pass(source: socket.socket, target: socket.socket) -> bool:
    data = source.recv(_AT_ONCE)
    target.sendall(data)
    return bool(data)
