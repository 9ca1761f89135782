"""Requests by hand on a kept connection, so that the load generator does not cost more than what it measures."""
import re
import socket
import urllib.parse

LENGTH = re.compile(rb"(?i)content-length: (\d+)")
COOKIE = re.compile(rb"(?i)set-cookie: ([^=]+)=([^;\r]*)")


class Connection:
    """One connection that is kept open. `source` is the client's own address; each of 127.0.0.0/8 is another network to
    the server."""

    def __init__(self, address, source="127.0.0.1"):
        self.host = address.removeprefix("http://")
        name, port = self.host.split(":")
        self.socket = socket.create_connection((name, int(port)), source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request):
        """Sends the bytes of a request and returns the head and the body of the answer."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.received()
        head, _, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        rest = (int(length.group(1)) if length else 0) - len(body)
        while rest > 0:
            part = self.received()
            body += part
            rest -= len(part)
        return head, body

    def received(self):
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def close(self):
        self.socket.close()


class Wire(Connection):
    """A connection with its cookies."""

    def __init__(self, address, source="127.0.0.1"):
        super().__init__(address, source)
        self.cookies = {}

    def send(self, method, path, form=None):
        body = urllib.parse.urlencode(form).encode() if form else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookies}\r\n"
        if form:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        head, body = self.exchange(head.encode() + b"\r\n" + body)
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        return head, body
