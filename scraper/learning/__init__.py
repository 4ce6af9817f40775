"""Unlabelled pages of one portal in, what its profile needs out."""

from scraper.learning.listings import Item, ItemList, find_items, find_lists
from scraper.learning.pagination import NextPage, next_page

__all__ = ["Item", "ItemList", "NextPage", "find_items", "find_lists", "next_page"]
