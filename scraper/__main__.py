"""``python -m scraper``: the same as ``loa``."""

from scraper.cli.main import main

if __name__ == "__main__":
    main(prog_name="loa")
