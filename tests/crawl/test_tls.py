"""Servers whose certificate nobody vouches for: never accepted silently, only where the profile says so."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.fetch import FetchError, fetch_page
from scraper.demo.server import PortalServer
from scraper.errors import LoaError
from scraper.portals import parse_profile
from scraper.store import Archive

from .kinds import KINDS, KindSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REMEDY = r'certificate is not valid.*; tls = "unverified" in its profile'


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for 127.0.0.1 that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "xa.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[PortalServer]:
    # Its links are relative: this server has no port for http.
    with PortalServer(KindSite(KINDS[0], 20), tls=self_signed(tmp_path)) as server:  # type: ignore[arg-type]
        yield server


def test_a_certificate_that_nobody_vouches_for_ends_the_crawl_with_what_to_do(
    secure: PortalServer, fast: CrawlOptions, tmp_path: Path
) -> None:
    profile = KINDS[0].profile(secure.url)
    with pytest.raises(LoaError, match=f"{secure.url} cannot be reached: the {REMEDY}"):
        crawl([profile], tmp_path / "news.db", fast)
    assert secure.log == ()


def test_the_profile_can_say_that_it_is_read_all_the_same_and_the_report_says_so(
    secure: PortalServer, fast: CrawlOptions, tmp_path: Path
) -> None:
    profile = KINDS[0].profile(secure.url)
    trusting = profile.model_copy(update={"tls": "unverified"})
    (report,) = crawl([trusting], tmp_path / "news.db", fast)
    assert (report.outcome, report.new) == ("done", 20)
    assert report.unverified
    with Archive(tmp_path / "news.db") as archive, archive.reading() as connection:
        (options,) = connection.execute("SELECT options FROM crawls").fetchone()
    assert json.loads(options)["tls"] == "unverified"
    assert trusting.rules_version() == profile.rules_version()


def test_one_page_is_fetched_by_the_same_rule(
    secure: PortalServer,
    fast: CrawlOptions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(FetchError, match=f"its {REMEDY}"):
        fetch_page(secure.url, fast)
    given = KINDS[0].profile(secure.url).model_copy(update={"tls": "unverified"})
    assert fetch_page(secure.url, fast, given).status == 200
    # A profile speaks for its own hosts only.
    with pytest.raises(FetchError, match=REMEDY):
        fetch_page(secure.url, fast, given.at("https://xa.example/"))
    monkeypatch.setenv("LOA_PORTALS", str(tmp_path))
    netloc = secure.url.split("/")[2]
    own = f'name = "xa"\nhome = "https://{netloc}/"\ntls = "unverified"\n'
    (tmp_path / "xa.toml").write_text(own)
    assert fetch_page(secure.url, fast).status == 200


def test_the_key_has_two_values() -> None:
    data = {"name": "xa", "home": "https://xa.example/", "tls": "off"}
    with pytest.raises(LoaError, match=r"tls: .*verify"):
        parse_profile(data, "xa.toml")
