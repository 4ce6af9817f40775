"""Which hosts may be asked: public ones, and private ones only when they are allowed."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.crawl.options import CrawlOptions
    from scraper.portals import Profile


def is_private(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an IP address is not of the public internet (IANA's special-purpose registries).

    IPv6 addresses that carry an IPv4 address (mapped, 6to4, NAT64) are judged by that one.

    >>> [is_private(a) for a in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "203.162.4.1")]
    [True, True, True, False]
    """
    ip = ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return is_private(IPv4Address(int(ip) & 0xFFFFFFFF))
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is not None:
            return is_private(inner)
    return not ip.is_global or ip.is_multicast


class _Nat64:
    """RFC 6052's well-known prefix 64:ff9b::/96."""

    prefix = int(IPv6Address("64:ff9b::")) >> 32

    def __contains__(self, ip: IPv6Address) -> bool:
        return int(ip) >> 32 == self.prefix


NAT64 = _Nat64()


def private_literal(host: str) -> bool:
    """Whether ``host`` (no port, no brackets) is a private address or a name of this machine."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return is_private(name)
    except ValueError:
        return False


def resolves_to_private(host: str) -> bool:
    """Whether every address of ``host`` is private; False when it cannot be resolved."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return False
    return all(is_private(str(entry[4][0]).partition("%")[0]) for entry in found)


def check_permission(profile: Profile, options: CrawlOptions) -> None:
    """See that ``profile`` may be crawled with ``options``, before anything is asked.

    Raises:
        UsageError: the portal has no home, is private and private addresses are not allowed, or
            is public and there is no contact address.
    """
    host = urlsplit(profile.home).hostname if profile.home else None
    if not host:
        raise UsageError(f"the profile {profile.name!r} has no home address; add a key `home`")
    private = private_literal(host)
    if private and not options.allow_private:
        raise UsageError(f"{host} is a private address; add --allow-private to crawl it")
    if options.contact or private or (options.allow_private and resolves_to_private(host)):
        return
    raise UsageError(
        f"{host} is a public host, and its administrators must be able to reach you: "
        "give an e-mail or web address with --contact, or set LOA_CONTACT once"
    )
