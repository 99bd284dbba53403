"""Where people reach the workbench: what stands before the path of a link that leaves it."""

from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, request

from audit.settings import Settings


def own_address() -> str:
    """Where people reach the workbench: as set, or as the browser of whoever asks reached it."""
    settings = cast(Settings, current_app.extensions["settings"])
    # Unless somebody set one, the address names neither the port that is served nor the machine.
    # The host is one of the trusted ones: any other was refused before.
    address = request.host_url if settings.address == Settings.address else settings.address
    return address.rstrip("/")


def is_loopback(address: str) -> bool:
    """Whether the address works on this machine alone."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
