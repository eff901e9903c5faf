"""The site in a browser: a server below a path, headless Chromium, and the questions that the tests ask of a page."""
import contextlib
import functools
import http.server
import json
import pathlib
import threading
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
PATH = "/some/path/"  # the site must not mind where it lies


class Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"}

    def translate_path(self, path):
        return super().translate_path("/" + path.removeprefix(PATH)) if path.startswith(PATH) else "/nowhere"

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PATH}"
    finally:
        server.shutdown()


class Browser:
    def __init__(self, base, width=1280, height=900):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.base = base
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(120)

    def without_search(self, without=True):
        """Each page makes an index of all words when it is loaded, which takes longer than all else of it."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*search_index.json"] if without else []})

    def open(self, page):
        self.driver.get(self.base + page)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, seconds=30, *arguments):
        """Until the script's value is true; returns it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            value = self.run(script, *arguments)
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {script}")

    def problems(self):
        """What the console complained of and what was fetched from elsewhere, since the last time."""
        found = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith((self.base, "data:", "blob:", "chrome")):
                    found.append(f"fetched {url}")
        return found

    def live(self, name, seconds=30):
        """Scrolls to an experiment and waits until it can be used."""
        self.run("document.querySelector(`.live[data-experiment=${arguments[0]}]`).scrollIntoView()", name)
        self.wait("return ['ready', 'failed'].includes(document.querySelector(`.live[data-experiment=${arguments[0]}]`).dataset.state)", seconds, name)
        assert self.said_of(name, "state") == "ready", self.run("return document.querySelector('.live .failed').textContent")

    def said_of(self, name, key):
        return self.run("return document.querySelector(`.live[data-experiment=${arguments[0]}]`).dataset[arguments[1]]", name, key)

    def press(self, text):
        """A button of the experiment, by the keyboard alone."""
        pressed = self.run("""const b = [...document.querySelectorAll('.live button')].find(b => b.textContent === arguments[0]);
            if (b) b.focus(); return Boolean(b) && document.activeElement === b""", text)
        assert pressed, f"no button {text}"
        self.driver.switch_to.active_element.send_keys("\n")

    def set(self, control, value):
        """A control of the experiment, as a reader sets it."""
        self.run("""const c = document.querySelector(`.live [name=${arguments[0]}]`);
            const log = c.type === "range" && arguments[2]; c.value = log ? Math.log10(arguments[1]) : arguments[1];
            c.dispatchEvent(new Event("input", {bubbles: true})); c.dispatchEvent(new Event("change", {bubbles: true}))""", control, value,
                 control in ("max_kl", "learning_rate", "step_size", "scale", "radius", "large", "small"))

    def text(self, name, selector=".said"):
        return self.run("return [...document.querySelectorAll(`.live[data-experiment=${arguments[0]}] ${arguments[1]}`)].map(e => e.textContent).join(' ')", name, selector)

    def close(self):
        self.driver.quit()
