"""Unlabelled pages of one portal in, what its profile needs out."""

from scraper.learning.listings import Item, ItemList, find_items, find_lists

__all__ = ["Item", "ItemList", "find_items", "find_lists"]
