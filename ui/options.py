"""How the explorer wants to be started: options for `streamlit run`, look included.

Streamlit reads its own configuration file only from the folder a person happens to stand in,
so the look travels with the code instead: whoever starts the explorer adds `OPTIONS` to the
command line.
"""

from __future__ import annotations

from typing import Final

DEEP: Final = "#0b4a5e"
TEAL: Final = "#0f766e"
PAPER: Final = "#fbf7ee"
SAND: Final = "#f0e8d8"
INK: Final = "#1d2f38"

_SETTINGS: Final[dict[str, str]] = {
    "theme.base": "light",
    "theme.primaryColor": DEEP,
    "theme.backgroundColor": PAPER,
    "theme.secondaryBackgroundColor": SAND,
    "theme.textColor": INK,
    "theme.linkColor": DEEP,
    "theme.borderColor": "#d9cdb6",
    "theme.blueColor": DEEP,
    "theme.greenColor": TEAL,
    "theme.grayColor": "#5d6a70",
    "theme.headingFont": "serif",
    "theme.baseRadius": "medium",
    "theme.sidebar.backgroundColor": "#f5eee0",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
}

OPTIONS: Final[tuple[str, ...]] = tuple(f"--{name}={value}" for name, value in _SETTINGS.items())
"""Arguments for `streamlit run ui/app.py`, after the port and the address."""
