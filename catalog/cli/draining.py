"""A server that ends in order: what was begun gets its answer, and nothing new is begun."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from socket import socket
from types import FrameType
from typing import Final

import uvicorn

FINISHING: Final = 5.0
"""Seconds that queries get to end by themselves, once the server was told to end."""
ANSWERING: Final = 3
"""Seconds for the last answers to go out, after the queries left over were ended."""


class DrainingServer(uvicorn.Server):
    """Ends at a signal: no new connections, `FINISHING` seconds for what runs, then 503.

    A second signal ends everything at once.
    """

    def __init__(self, config: uvicorn.Config, end_queries: Callable[[], None]) -> None:
        """Call `end_queries` for what has not ended by itself; it may take a moment."""
        super().__init__(config)
        self._end_queries = end_queries

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Remember the signal; the second one is meant seriously."""
        self.force_exit = self.force_exit or self.should_exit
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Wait for what runs, within bounds."""
        loop = asyncio.get_running_loop()
        ending = loop.call_later(FINISHING, self._start_ending_queries)
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()
            if self.force_exit:  # else the app has done so in its own order
                self._end_queries()

    def _start_ending_queries(self) -> None:
        threading.Thread(target=self._end_queries, name="ending-queries").start()
