"""What a portal offers besides its pages: sitemaps, feeds, REST lists. Bytes in, addresses out.

Nothing here asks the network: the crawl does, one polite request at a time, and hands the answers in.
"""

from scraper.crawl.sources.feeds import read_feed
from scraper.crawl.sources.offered import offered_by, sitemaps_of
from scraper.crawl.sources.reading import Reading, SourceName, read_source
from scraper.crawl.sources.rest import read_json
from scraper.crawl.sources.sitemaps import read_sitemap

__all__ = [
    "Reading",
    "SourceName",
    "offered_by",
    "read_feed",
    "read_json",
    "read_sitemap",
    "read_source",
    "sitemaps_of",
]
