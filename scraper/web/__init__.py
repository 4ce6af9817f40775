"""The web page: Datasette over the archive, with pages that are made for reading news."""
