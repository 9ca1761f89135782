"""Apache with mod_auth_openidc before a page that needs a sign-in, by the lines of docs/connect/mod_auth_openidc.md."""
import http.server
import json
import pathlib
import shutil
import subprocess
import time

import requests

from connecting import ConnectPage
from serving import reserved_port

MODULES = pathlib.Path("/usr/lib/apache2/modules")
CONFIGURATION = """
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
LogLevel info
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
User www-data
Group www-data
StartServers 1
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
ProxyPass / {page}/

Include {folder}/team.conf
"""


class Page(http.server.BaseHTTPRequestHandler):
    """The page behind Apache. It shows what headers reached it."""

    def do_GET(self):
        shown = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(shown)))
        self.end_headers()
        self.wfile.write(shown)

    def log_message(self, *_):
        pass


class Apache:
    """Apache on a free port before the page. `without` is a setting that is left out."""

    def __init__(self, server, page, folder, without=None):
        program = shutil.which("apache2", path="/usr/sbin:/usr/bin")
        assert program and (MODULES / "mod_auth_openidc.so").exists(), \
            "Apache with mod_auth_openidc is missing: bin/setup tests installs it"
        self.reserved = reserved_port()
        port = self.reserved.getsockname()[1]
        self.site = f"http://127.0.0.1:{port}"
        values = {"https://shop.example.com": self.site, "https://id.example.com": server.id, "PASSPHRASE": "of-the-test-alone"}
        said = ConnectPage("mod_auth_openidc", values)
        self.registered = json.loads(server.command(*said.lanyard_commands()[0]).stdout)
        server.command("client", "change", self.registered["client_id"], "--first-party")
        values |= {"CLIENT_ID": self.registered["client_id"], "CLIENT_SECRET": self.registered["client_secret"]}
        lines = said.block("`team.conf`").splitlines(keepends=True)
        kept = [line for line in lines if not without or line.split()[:1] != [without]]
        assert len(kept) == len(lines) - (1 if without else 0)
        (folder / "team.conf").write_text("".join(kept))
        self.log = folder / "error.log"
        configuration = folder / "apache2.conf"
        configuration.write_text(CONFIGURATION.format(
            folder=folder, port=port, modules=MODULES, page=page))
        with open(folder / "output", "wb") as output:
            self.process = subprocess.Popen([program, "-f", configuration, "-DFOREGROUND"], stdout=output, stderr=subprocess.STDOUT)
        deadline = time.time() + 20
        while not self.answers():
            assert self.process.poll() is None and time.time() < deadline, \
                "Apache does not run: " + (folder / "output").read_text() + self.complaints()

    def answers(self):
        try:
            return requests.get(self.site + "/", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def complaints(self):
        return self.log.read_text() if self.log.exists() else ""

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.reserved.close()
