"""A name server on the loopback address that knows TXT and CNAME records, for the domains of accounts (RFC 1035, by UDP alone)."""
import socket
import struct
import threading


class NameServer:
    def __init__(self):
        self.texts = {}
        self.aliases = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def text(value):
        """A text in strings of 255 bytes at most."""
        value = value.encode()
        return b"".join(bytes([len(value[at : at + 255])]) + value[at : at + 255] for at in range(0, len(value), 255))

    @staticmethod
    def name(value):
        return b"".join(bytes([len(label)]) + label.encode() for label in value.split(".")) + b"\0"

    def serve(self):
        while True:
            question, peer = self.socket.recvfrom(512)
            labels, place = [], 12
            while question[place]:
                labels.append(question[place + 1 : place + 1 + question[place]].decode())
                place += question[place] + 1
            name, kind = ".".join(labels).lower(), question[place + 2]
            known = {16: (self.texts.get(name), self.text), 5: (self.aliases.get(name), self.name)}
            values, written = known.get(kind, (None, None))
            data = [written(value) for value in values or []]
            records = b"".join(struct.pack(">HHHIH", 0xC00C, kind, 1, 60, len(one)) + one for one in data)
            # An authoritative answer: the records, or NXDOMAIN.
            head = question[:2] + struct.pack(">BBHHHH", 0x84, 3 if values is None else 0, 1, len(data), 0, 0)
            self.socket.sendto(head + question[12 : place + 5] + records, peer)
