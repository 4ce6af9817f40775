"""Schema version 9: how many articles of a portal are gone is answered without reading them all."""

from __future__ import annotations

NAME = "v9"

SQL = """
CREATE INDEX articles_gone ON articles (portal) WHERE gone IS NOT NULL;
"""
