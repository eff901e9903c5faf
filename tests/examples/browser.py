"""Pages in Chromium, for the tests: driven by chromedriver, over the W3C's WebDriver protocol."""
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request

browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
driver = shutil.which("chromedriver")
if not browser or not driver:
    sys.exit("chromium and chromedriver are needed (Debian's packages chromium and chromium-driver)")


class Browser:
    """A session of Chromium with nothing from elsewhere in it; its profile is below the folder `work`."""

    def __init__(self, work):
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.session = None
        for line in self.driver.stdout:
            if started := re.search(r"started successfully on port (\d+)", line):
                self.address = f"http://127.0.0.1:{started[1]}"
                break
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update",
                     "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage",
                     f"--user-data-dir={os.path.join(work, 'profile')}"]
        options = {"binary": browser, "args": arguments}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        self.call("POST", "/url", {"url": "about:blank"})
        self.log("performance")

    def call(self, method, path, body=None):
        prefix = f"/session/{self.session}" if self.session else ""
        request = urllib.request.Request(self.address + prefix + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open_page(self, path):
        """Opens a file, and returns in how many seconds."""
        self.call("POST", "/url", {"url": "file://" + path})
        timing = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd - t.startTime"
        return self.run(timing) / 1000

    def expect_no_complaint_about(self, path):
        """Since the last time, no request went anywhere but to this file, and nothing was said in the console."""
        sent = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        addresses = {m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"}
        elsewhere = [a[:80] for a in addresses if not a.startswith(("data:", "file://" + path, "about:"))]
        assert addresses and not elsewhere, f"requests to {elsewhere}"
        complaints = self.log("browser")
        assert not complaints, f"in the console: {complaints}"

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": arguments})

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def close(self):
        if self.session:
            self.call("DELETE", "")
        self.driver.terminate()
        self.driver.wait()
