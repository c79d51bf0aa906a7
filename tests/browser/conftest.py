"""A real browser before the real explorer and the real service."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import ui
from catalog.shacl import Validator
from tests.ui.serving import chosen_service
from ui.options import OPTIONS

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_PATIENCE: Final = 60.0


def _chromium() -> str | None:
    given = os.environ.get("HEADWATERS_CHROMIUM")
    if given:
        return given
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def explorer(tmp_path_factory: pytest.TempPathFactory, validator: Validator) -> Iterator[str]:
    """The address of the explorer, over a service with a handful of shipped entries."""
    if _chromium() is None:
        pytest.skip("no Chromium: `apt-get install chromium`, or set HEADWATERS_CHROMIUM to one")
    folder = tmp_path_factory.mktemp("browsed")
    with chosen_service(folder, validator) as service, (folder / "explorer.log").open("wb") as log:
        port = _free_port()
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(Path(ui.__file__).parent / "app.py"),
        ]
        command += [*OPTIONS, "--server.port", str(port), "--server.address", "127.0.0.1"]
        process = subprocess.Popen(
            command,
            env={**os.environ, "HEADWATERS_SERVER": service},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process, folder / "explorer.log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser(explorer: str) -> Iterator[Browser]:
    """The browser; asking for the explorer first skips where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=list(_ARGUMENTS), timeout=_PATIENCE * 1000
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that reaches this machine and nothing else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(_PATIENCE * 1000)
    context.route(
        lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")),
        lambda route: route.abort(),
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh tab."""
    return context.new_page()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/_stcore/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The explorer did not start:\n{log.read_text(errors='replace')}")
