"""Writing the user's own profiles: whole or not at all, and never over another portal's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from scraper.errors import LoaError, UsageError
from scraper.portals.profile import NAME
from scraper.portals.registry import user_folder


def profile_path(name: str) -> Path:
    """Where the user's profile of that name stands, or would stand.

    Raises:
        UsageError: ``name`` cannot be a profile's name.
    """
    if not NAME.match(name) or len(name) > 100:
        raise UsageError(
            f"{name!r} is no name for a portal; use small letters, digits, - and _, "
            "beginning with a letter or digit"
        )
    return user_folder() / f"{name}.toml"


def save_profile(name: str, text: str, *, replace: bool = False) -> Path:
    """Write a profile into the user's folder, which is made when it is missing.

    Args:
        name: the profile's name.
        text: the TOML.
        replace: whether a profile of that name may be replaced.

    Returns:
        The file.

    Raises:
        LoaError: it exists and may not be replaced, or the folder cannot be written.
    """
    path = profile_path(name)
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LoaError(
            f"{path} cannot be written: the folder {path.parent} cannot be made ({error.strerror})"
        ) from error
    try:
        descriptor, made = tempfile.mkstemp(prefix=f".{name}-", suffix=".part", dir=path.parent)
        temporary = Path(made)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        if replace:
            temporary.replace(path)
        else:
            os.link(temporary, path)  # fails, in one step, where the name is taken
            temporary.unlink()
    except FileExistsError as error:
        raise LoaError(f"{path} exists already; choose another --name") from error
    except OSError as error:
        raise LoaError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return path
