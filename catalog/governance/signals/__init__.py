"""Preference signals: each mechanism read by its own rules, from the exact words seen.

Every module here is a pure reading of text. What a text does not say stays unknown; that the name
of an agent occurs somewhere is never read as permission or as refusal.
"""
