"""From pages of one portal to its profile: what repeats is template, what varies is a field."""

from scraper.learning.learn import MIN_PAGES, CannotLearn, learn
from scraper.learning.listings import Item, ItemList, find_items, find_lists
from scraper.learning.pagination import NextPage, next_page
from scraper.learning.toml import to_toml

__all__ = [
    "MIN_PAGES",
    "CannotLearn",
    "Item",
    "ItemList",
    "NextPage",
    "find_items",
    "find_lists",
    "learn",
    "next_page",
    "to_toml",
]
