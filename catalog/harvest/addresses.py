"""Web addresses as sources give them: whether one is whole, and what it identifies."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

from catalog.rdf.parse import MAX_IRI

_WHOLE: Final = re.compile(r"https?://[^\s/?#@<>\"{}|\\^`]+(?:[/?#][^\s<>\"{}|\\^`]*)?")
_PAPER: Final = re.compile(
    r"^(?:arxiv\.org|openreview\.net|aclanthology\.org|doi\.org|dl\.acm\.org)/|\.pdf$"
)


def web_address(text: str) -> str | None:
    """The text where it is one whole http(s) address without a password in it, else None."""
    if len(text) > MAX_IRI or not _WHOLE.fullmatch(text):
        return None
    try:
        return NamedNode(text).value
    except ValueError:
        return None


def address_key(url: str) -> str:
    """What two spellings of one address share: host and path without decoration.

    >>> address_key("http://www.GitHub.com/01-ai/Yi.git/")
    'github.com/01-ai/yi'
    """
    bare = re.sub(r"^https?://(www\.)?", "", url.strip())
    bare = bare.partition("#")[0].partition("?")[0].rstrip("/")
    return bare.removesuffix(".git").lower()


def identifies_thing(url: str) -> bool:
    """Whether the address can stand for the thing itself; that of a paper stands for the paper."""
    return _PAPER.search(address_key(url)) is None


def is_hub_address(url: str) -> bool:
    """Whether it is the page of one model or dataset of the Hugging Face Hub."""
    key = address_key(url)
    return re.fullmatch(r"huggingface\.co/(?:datasets/)?[\w.-]+/[\w.-]+", key) is not None
