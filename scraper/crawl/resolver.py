"""Name resolution that refuses private addresses, so that no name and no redirect leads there.

The connection is made to the very address that was checked; a second look-up by somebody else
could be answered differently (DNS rebinding).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from scraper.crawl.hosts import is_private

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

refused: set[str] = set()
"""Names that resolved to private addresses only: the reason why they "cannot be resolved"."""

CACHE = 10_000


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on the public addresses of one look-up."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host
        self._passed = False
        self._dropped = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802  # Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        if is_private(str(getattr(address, "host", "")).partition("%")[0]):
            self._dropped = True
        else:
            self._passed = True
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._dropped and not self._passed:
            refused.add(self._host)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class _PublicResolver:
    def __init__(self, original: Any) -> None:
        self._original = original

    def resolveHostName(  # noqa: N802
        self, receiver: Any, host: str, *args: Any, **kwargs: Any
    ) -> Any:
        return self._original.resolveHostName(_PublicOnly(receiver, host), host, *args, **kwargs)


def install_resolver(reactor: ReactorBase, *, allow_private: bool) -> None:
    """Make ``reactor`` resolve IPv4 and IPv6, cached, without private addresses unless allowed."""
    if not allow_private:
        reactor.installNameResolver(cast("Any", _PublicResolver(reactor.nameResolver)))
    CachingHostnameResolver(reactor, CACHE).install_on_reactor()
