"""Firefox without a driver: it is told what to do in its own language, Marionette.

Each message is a length, a colon and a JSON list. See "Marionette" in Firefox' own
source documentation. Tests of pages need a few of its verbs.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or ""
FIREFOX = FIREFOX or shutil.which("firefox") or ""
REMEDY = "no Firefox: `apt-get install firefox-esr`, or its path in FIREFOX"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the standard's name for a reference
QUIET = {
    "marionette.port": 0,  # one that is free
    "dom.events.testing.asyncClipboard": True,  # a test may read what was copied
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
}
# Runs in the browser itself: remembers each host that a page asks.
WATCH = """
window.hosts = new Set();
Services.obs.addObserver((channel) => {
  const { loadInfo, URI } = channel.QueryInterface(Ci.nsIHttpChannel);
  if (loadInfo.triggeringPrincipal.isContentPrincipal) window.hosts.add(URI.hostPort);
}, "http-on-modify-request");"""
# What went wrong in pages from an address: errors, and what they say by console.
WRONG = """
const [address] = arguments;
const errors = Services.console.getMessageArray().flatMap((one) => {
  const error = one instanceof Ci.nsIScriptError && !(one.flags & 1);
  return error && one.sourceName.startsWith(address) ? [one.errorMessage] : [];
});
const storage = Cc["@mozilla.org/consoleAPI-storage;1"];
const said = storage.getService(Ci.nsIConsoleAPIStorage).getEvents()
  .filter((one) => one.filename.startsWith(address)).map((one) => one.arguments.join());
return [...errors, ...said, ...window.hosts];"""


class Firefox:
    """One window of a new Firefox, with a profile of its own in a folder."""

    def __init__(self, profile: Path, address: str):
        self.address, self.number = address, 0
        lines = [
            f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in QUIET.items()
        ]
        (profile / "user.js").write_text("\n".join(lines))
        flags = ["--headless", "--marionette", "--remote-allow-system-access"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(
            [FIREFOX, *flags, "--no-remote", "--profile", profile], **quiet
        )
        port = profile / "MarionetteActivePort"
        while not (port.exists() and port.read_text()):
            if self.process.poll() is not None:
                raise OSError("Firefox ended before it began")
            time.sleep(0.05)
        self.socket = socket.create_connection(("127.0.0.1", int(port.read_text())))
        self.file = self.socket.makefile("rb")
        self.receive()  # it says who it is
        self.do("NewSession", capabilities={"alwaysMatch": {}})
        self.do("SetTimeouts", script=120_000)
        self.as_browser(WATCH)

    def receive(self) -> list | dict:
        length = b""
        while not length.endswith(b":"):
            if not (sign := self.file.read(1)):
                raise OSError("Firefox has gone")
            length += sign
        return json.loads(self.file.read(int(length[:-1])))

    def do(self, command: str, of: str = "WebDriver", **words):
        self.number += 1
        text = json.dumps([0, self.number, f"{of}:{command}", words]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self.receive()
        if error:
            raise AssertionError(error["message"])
        return result.get("value") if isinstance(result, dict) else result

    def as_browser(self, script: str, *words):
        self.do("SetContext", "Marionette", value="chrome")
        try:
            return self.do("ExecuteScript", script=script, args=words, newSandbox=False)
        finally:
            self.do("SetContext", "Marionette", value="content")

    def open(self, page: str) -> None:
        self.do("Navigate", url=self.address + page)

    def back(self) -> None:
        self.do("Back")

    def find(self, css: str) -> str:
        return self.do("FindElement", using="css selector", value=css)[ELEMENT]

    def click(self, css: str) -> None:
        for again in True, True, False:  # a list of results may change in between
            try:
                return self.do("ElementClick", id=self.find(css))
            except AssertionError as error:
                if not again or "stale" not in str(error):
                    raise

    def fill(self, css: str, text: str) -> None:
        self.do("ElementClear", id=self.find(css))
        self.do("ElementSendKeys", id=self.find(css), text=text)

    def right(self, css: str) -> None:
        """Press the right arrow on an element."""
        self.do("ElementSendKeys", id=self.find(css), text="\ue014")

    def get(self, expression: str):
        """Return what a promise in the page gives."""
        script = (
            "const done = arguments[0]; Promise.resolve(" + expression + ").then(done)"
        )
        return self.do("ExecuteAsyncScript", script=script, args=[])

    def wrong(self) -> list[str]:
        return self.as_browser(WRONG, self.address)

    def close(self) -> None:
        self.do("Quit", "Marionette", flags=["eForceQuit"])
        self.socket.close()
        self.process.wait(30)
