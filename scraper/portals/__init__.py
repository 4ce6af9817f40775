"""Portals as data: profiles, the families they build on, and how both are found and recognised."""

from scraper.portals.addresses import Address, AddressKind, canonical_url, profile_name, site_host
from scraper.portals.detect import Detection, detect, detect_all
from scraper.portals.locales import Locale, guess_locale
from scraper.portals.parse import Problem, ProfileError, parse_family, parse_profile
from scraper.portals.profile import Family, Profile, RuleSet
from scraper.portals.registry import (
    KnownPortal,
    families,
    known_portals,
    load_profile,
    profile_files,
    profile_for,
    profiles,
    read_profile,
    user_folder,
)
from scraper.portals.rules import Layout, Rule
from scraper.portals.saving import profile_path, save_profile
from scraper.portals.validate import validate

__all__ = [
    "Address",
    "AddressKind",
    "Detection",
    "Family",
    "KnownPortal",
    "Layout",
    "Locale",
    "Problem",
    "Profile",
    "ProfileError",
    "Rule",
    "RuleSet",
    "canonical_url",
    "detect",
    "detect_all",
    "families",
    "guess_locale",
    "known_portals",
    "load_profile",
    "parse_family",
    "parse_profile",
    "profile_files",
    "profile_for",
    "profile_name",
    "profile_path",
    "profiles",
    "read_profile",
    "save_profile",
    "site_host",
    "user_folder",
    "validate",
]
