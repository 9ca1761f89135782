"""Apache with mod_auth_openidc before a page that needs a sign-in."""
import http.server
import json
import pathlib
import shutil
import subprocess
import time

import requests

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

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI {site}/team/redirect_uri
OIDCCryptoPassphrase of-the-test-alone
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCProviderBackChannelLogoutSupported On

<Location /team>
    AuthType openid-connect
    Require valid-user
</Location>
ProxyPass / {page}/
{more}
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
    """Apache on a free port before the page. `more` are settings beside those of the module's documentation."""

    def __init__(self, server, page, folder, more=""):
        program = shutil.which("apache2", path="/usr/sbin:/usr/bin")
        assert program and (MODULES / "mod_auth_openidc.so").exists(), \
            "Apache with mod_auth_openidc is missing: bin/setup tests installs it"
        self.reserved = reserved_port()
        port = self.reserved.getsockname()[1]
        self.site = f"http://127.0.0.1:{port}"
        back = self.site + "/team/redirect_uri"
        added = server.command(
            "client", "add", "Team pages", "--redirect", back, "--post-logout-redirect", self.site + "/bye",
            "--backchannel-logout", back + "?logout=backchannel", "--first-party", "--json")
        self.registered = json.loads(added.stdout)
        self.log = folder / "error.log"
        configuration = folder / "apache2.conf"
        configuration.write_text(CONFIGURATION.format(
            folder=folder, port=port, modules=MODULES, issuer=server.id, site=self.site, page=page, more=more,
            **self.registered))
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
