"""Generated portals of different make, for trying what is learned on systems that nobody has."""

from .catalogue import CATALOGUE
from .make import Generated, GeneratedPage, Portal, generate

__all__ = ["CATALOGUE", "Generated", "GeneratedPage", "Portal", "generate"]
