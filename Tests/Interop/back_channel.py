"""Where the ID posts its logout tokens."""
import http.server
import threading
import urllib.parse


class BackChannel:
    """A client's endpoint for logout tokens."""

    def __init__(self):
        self.tokens, self.arrived = [], threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.tokens.append(dict(urllib.parse.parse_qsl(body))["logout_token"])
                outer.arrived.set()
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/logout"

    def forget(self):
        self.tokens.clear()
        self.arrived.clear()

    def wait(self, seconds=20):
        self.arrived.wait(seconds)
        return self.tokens
