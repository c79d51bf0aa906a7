"""Who asks, as far as shares of the workers are concerned: an address, nothing more."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from fastapi import Request

_NETWORK: Final = 64
"""An IPv6 subscriber has at least a /64 of addresses to change among (RFC 6177)."""


def client_of(request: Request) -> str:
    """The address of a request's client; of an IPv6 address the network it stands in.

    Behind a proxy it is the address the proxy gives, which the server has put in its place.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, _NETWORK), strict=False))
    return host
