"""A camera in the network: Motion JPEG over HTTP, in a process of its own that a test can kill.

python -m tests.servers.stream PORT PICTURE.jpg
"""

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BOUNDARY = "frame"
FRAME_SECONDS = 0.04


class _Camera(BaseHTTPRequestHandler):
    picture = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(self.picture)}\r\n\r\n".encode()
        try:
            while True:
                self.wfile.write(head + self.picture + b"\r\n")
                time.sleep(FRAME_SECONDS)  # a camera's pace, nothing waits for it
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    _Camera.picture = Path(sys.argv[2]).read_bytes()
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Camera) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()
