"""The README is a promise: every command in it runs, every command and setting is in it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import typer.main

from catalog.cli.main import app
from catalog.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
SERVICE = "http://127.0.0.1:8000"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HEADWATERS_")}
    bin_folder = Path(sys.executable).parent
    return {**kept, "PATH": f"{bin_folder}:{os.environ['PATH']}", "COLUMNS": "200"}


def wait_for(address: str, seconds: float, process: subprocess.Popen[bytes]) -> float:
    """How long it took until the address answered."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(address, timeout=5).is_success:
                return time.monotonic() - started
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"{address} has not answered in {seconds} seconds")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader would stand in: the checkout's entries, and nothing else."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "catalog").symlink_to(ROOT / "catalog")
    return folder


@pytest.fixture(scope="module")
def demo(place: Path) -> Iterator[tuple[int, int]]:
    """`headwaters demo`, both servers, on free ports; gives the ports."""
    api, explorer = free_port(), free_port()
    command = ["headwaters", "demo", "--port", str(api), "--explorer-port", str(explorer)]
    with subprocess.Popen(command, cwd=place, env=environment()) as process:
        try:
            wait_for(f"http://127.0.0.1:{api}/health", 60, process)
            wait_for(f"http://127.0.0.1:{explorer}/_stcore/health", 60, process)
            yield api, explorer
        finally:
            process.terminate()
            process.wait(timeout=30)


def test_ending_the_demo_ends_all_of_it(tmp_path: Path) -> None:
    api, explorer = free_port(), free_port()
    command = ["headwaters", "demo", "--port", str(api), "--explorer-port", str(explorer)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment()) as process:
        wait_for(f"http://127.0.0.1:{api}/health", 60, process)
        wait_for(f"http://127.0.0.1:{explorer}/_stcore/health", 60, process)
        assert (tmp_path / "headwaters-data" / "writer.json").exists()
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert not (tmp_path / "headwaters-data" / "writer.json").exists()
    for port in (api, explorer):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def is_made(command: str) -> bool:
    return command.startswith(("make ", ". .venv"))


def run(command: str, place: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euc", command.replace(SERVICE, f"http://127.0.0.1:{port}")],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_command_of_the_readme_runs(place: Path, demo: tuple[int, int]) -> None:
    ran = [command for command in COMMANDS if not is_made(command)]
    for command in ran:
        done = run(command, place, demo[0])
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert done.stdout or "load" in command, command
    assert len(ran) >= 12


def test_the_first_answer_is_as_printed_in_the_readme(place: Path, demo: tuple[int, int]) -> None:
    command = next(line for line in COMMANDS if "lineage aguila-7b" in line)
    shown = re.search(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert run(command, place, demo[0]).stdout == shown.group(1)


def test_what_make_does_is_run_by_ci() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    made = {line for line in COMMANDS if line.startswith("make ")}
    assert made == {"make demo", "make test"}
    for command in made:
        assert command in ci


def test_every_command_is_in_the_readme() -> None:
    group = typer.main.get_command(app)
    names = sorted(getattr(group, "commands", {}))
    assert names
    missing = [name for name in names if f"`headwaters {name}" not in README]
    assert missing == []


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        default = "not set" if field.default is None else f"`{field.default}`"
        row = f"| `HEADWATERS_{name.upper()}` | {field.description} | {default} |"
        assert row in README, row


def test_every_address_of_the_service_is_in_the_readme(demo: tuple[int, int]) -> None:
    paths = httpx.get(f"http://127.0.0.1:{demo[0]}/openapi.json").json()["paths"]
    first = {"/" + path.split("/")[1] for path in paths}
    missing = sorted(part for part in first - {"/"} if f"`{part}" not in README)
    assert missing == []


def test_decisions_are_numbered_and_say_what_was_decided() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:3] for path in files]
    assert numbers == [f"{number:03}" for number in range(1, len(files) + 1)]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert re.match(r"# \d{3}\. .+\n", text), path.name
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{path.name}: {heading}"


def test_every_dependency_is_named_in_a_decision_and_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    wanted = {re.split(r"[><=]", requirement)[0].lower() for requirement in given}
    decisions = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md")
    ).lower()
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower()
    assert len(wanted) > 20
    assert [name for name in sorted(wanted) if f"`{name}`" not in decisions] == []
    assert [name for name in sorted(wanted) if f"\n{name}==" not in f"\n{pinned}"] == []
    assert "://" not in pinned
