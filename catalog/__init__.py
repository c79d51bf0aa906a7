"""Headwaters: a catalogue of the datasets behind AI and of the people around them."""

from __future__ import annotations

__version__ = "0.1.0"
