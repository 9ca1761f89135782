"""LemonLDAP::NG's portal with a configuration, sessions and a port of its own, configured by the lines of docs/connect/lemonldap-ng.md."""
import json
import os
import pathlib
import shutil
import subprocess
import time

import requests

PROGRAM = pathlib.Path("/usr/share/lemonldap-ng/bin/lemonldap-ng-cli")
PORTAL = "/usr/share/lemonldap-ng/portal/htdocs/index.psgi"
# What the package keeps for all: its settings, and the configuration that it begins with.
SETTINGS = pathlib.Path("/etc/lemonldap-ng/lemonldap-ng.ini")
KEPT = "/var/lib/lemonldap-ng"


class Portal:
    def __init__(self, port, folder):
        assert PROGRAM.exists() and shutil.which("plackup"), "LemonLDAP::NG is missing: bin/setup tests installs it"
        self.port, self.folder = port, folder
        self.site = f"http://127.0.0.1:{port}"
        for name in ("bin", "conf", "cache", "notifications", "sessions/lock", "psessions/lock"):
            (folder / name).mkdir(parents=True)
        (folder / "lemonldap-ng.ini").write_text(SETTINGS.read_text().replace(KEPT, str(folder)))
        began = json.loads(pathlib.Path(KEPT, "conf/lmConf-1.json").read_text().replace(KEPT, str(folder)))
        began |= {"portal": self.site + "/", "domain": "127.0.0.1", "reloadUrls": {}}
        (folder / "conf/lmConf-1.json").write_text(json.dumps(began))
        # It would become www-data, who cannot read the folders of tests.
        command = folder / "bin/lemonldap-ng-cli"
        command.write_text(f'#!/bin/sh\nexec {PROGRAM} --user="$(id -un)" --group="$(id -gn)" "$@"\n')
        command.chmod(0o755)
        self.environment = {
            **os.environ, "LLNG_DEFAULTCONFFILE": str(folder / "lemonldap-ng.ini"), "PATH": f"{folder}/bin:{os.environ['PATH']}"}

    def configure(self, lines):
        """Runs lines in the folder that `lanyard.json` is in."""
        done = subprocess.run(
            ["bash", "-e", "-c", lines], env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self):
        with open(self.folder / "output", "wb") as output:
            self.process = subprocess.Popen(
                ["plackup", "--host", "127.0.0.1", "--port", str(self.port), "--env", "deployment", PORTAL], env=self.environment,
                stdout=output, stderr=subprocess.STDOUT)
        deadline = time.time() + 30
        while (status := self.status()) is None and self.process.poll() is None and time.time() < deadline:
            pass
        if status != 200:
            self.stop()
            raise RuntimeError(f"the portal does not run ({status}): {self.complaints()[-4000:]}")

    def status(self):
        """What the portal answers with, None while it does not."""
        try:
            return requests.get(self.site + "/ping", timeout=20).status_code
        except requests.ConnectionError:
            return None

    def session(self, cookie):
        """What the portal keeps about who is signed in with this cookie."""
        return json.loads((self.folder / "sessions" / cookie).read_text())

    def complaints(self):
        return (self.folder / "output").read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
