"""Where a request comes from. X-Forwarded-For counts only when a listed proxy sent it."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest

from preau.core.actors import Origin


def origin_of(request: HttpRequest) -> Origin:
    """The client's IP (or "") and a fresh request id."""
    return Origin(address=client_address(request), request_id=secrets.token_hex(8))


def is_seen_by_a_person(request: HttpRequest) -> bool:
    """False for the head of a page, and for one that a browser fetches before it is asked for."""
    early = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
    announced = (request.headers.get(name, "") for name in early)
    return request.method != "HEAD" and not any("pre" in text.lower() for text in announced)


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not one of our proxies; never what a stranger wrote."""
    address = _ip(request.META.get("REMOTE_ADDR", ""))
    if not _is_trusted(address):
        return address
    for part in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        candidate = _ip(part.strip())
        if not candidate:
            return address
        if not _is_trusted(candidate):
            return candidate
        address = candidate
    return address


def network_of(address: str) -> str:
    """The network that limits count: /24 of IPv4, /64 of IPv6; "" is one network of its own."""
    if not address:
        return "unknown"
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))


def _ip(text: str) -> str:
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip)


def _is_trusted(address: str) -> bool:
    if not address:
        return False
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(n, strict=False) for n in settings.PREAU_TRUSTED_PROXIES)
