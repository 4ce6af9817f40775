#!/usr/bin/env bash
# Build the image of the Dockerfile with buildah, and run the demo in it as its own user.
#
#   sudo tests/image.sh            # on python:3.11-slim, fetched
#   sudo tests/image.sh FOLDER     # on a Debian made by debootstrap with python3, python3-venv and python3-pip instead
#
# Only this machine's certificates and settings of pip are taken along.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v buildah >/dev/null || { echo "buildah is missing: apt-get install buildah" >&2; exit 2; }
base=docker.io/library/python:3.11-slim
take=(--network host -v /etc/ssl/certs:/etc/ssl/certs:ro)
[ ! -e /etc/pip.conf ] || take+=(-v /etc/pip.conf:/etc/pip.conf:ro)
if [ -n "${1:-}" ]; then
    ln -sf python3 "$1/usr/bin/python"
    root=$(buildah from scratch)
    buildah add -q "$root" "$1" / >/dev/null
    buildah commit -q "$root" "$base" >/dev/null
    buildah rm "$root" >/dev/null
    take+=(--pull-never)
fi
buildah bud --isolation chroot "${take[@]}" --quiet --tag loa-tried .
tried=$(buildah from --pull-never localhost/loa-tried)
trap 'buildah rm "$tried" >/dev/null; buildah rmi localhost/loa-tried >/dev/null' EXIT
inside() { buildah run --isolation chroot --network host "$tried" -- "$@"; }
inside loa --version
[ "$(inside id -u)" != 0 ] || { echo "the image runs as root" >&2; exit 1; }
inside loa demo | tail -n 3
rows=$(inside python -c 'import csv; print(sum(1 for _ in csv.DictReader(open("data/demo.csv", newline=""))))')
[ "$rows" -ge 120 ] || { echo "too few articles: $rows" >&2; exit 1; }
echo "$rows articles; Loa and what it needs: $(inside du -sh /opt/loa | cut -f1)"
