"""The ID and the mail panel at addresses of their own, by https: a proxy with a certificate that this Chromium alone takes."""
import contextlib
import datetime
import pathlib
import select
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import browsing


def certificate(folder, hosts):
    """A file with a key and its own certificate for these hosts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .sign(key, hashes.SHA256()))
    file = pathlib.Path(folder) / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM))
    return str(file)


def carry(client, port):
    """Carries the bytes of one connection to the server and back."""
    with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as server:
        while True:
            ready = [client] if client.pending() else select.select([client, server], [], [])[0]
            for side in ready:
                data = side.recv(65536)
                if not data:
                    return
                (server if side is client else client).sendall(data)


@contextlib.contextmanager
def proxy(certificate_file, port):
    """Ends TLS in front of the server at this port; gives the port to reach it by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                client = context.wrap_socket(connection, server_side=True)
                threading.Thread(target=carry, args=(client, port), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@contextlib.contextmanager
def chromium(kind, hosts):
    """A Chromium for which each of these hosts is the given port of this machine."""
    mapping = ", ".join(f"MAP {host}:443 127.0.0.1:{port}" for host, port in hosts.items())
    browser = kind.launch(
        executable_path=browsing.CHROMIUM["executable_path"],
        args=[*browsing.CHROMIUM["args"], f"--host-resolver-rules={mapping}", "--ignore-certificate-errors"])
    yield browser
    browser.close()
