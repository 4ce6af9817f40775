#!/usr/bin/env bash
# The README's two commands in an empty Debian with Python, git and make, as a user without rights.
#
#   sudo tests/chroot.sh [FOLDER] [SUITE]     # FOLDER is made with debootstrap when missing (350 MB)
#
# SUITE is Debian's name of a release with Python 3.11 or newer (default: bookworm). What is tried is the last commit,
# not the working tree. Only this machine's certificates, resolver and settings of pip are taken along.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-/tmp/loa-chroot}
suite=${2:-bookworm}
limit=180 # seconds that `make demo` may take with the installation

[ "$(id -u)" = 0 ] || { echo "tests/chroot.sh changes the root directory: run it as root" >&2; exit 2; }
if [ "${LOA_UNSHARED:-}" != 1 ]; then # mounts of our own, which end with us
    exec env LOA_UNSHARED=1 unshare --mount --propagation private "$0" "$folder" "$suite"
fi
if [ ! -x "$folder/usr/bin/git" ]; then
    command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }
    debootstrap --variant=minbase --include=python3,git,make,ca-certificates "$suite" "$folder" >/dev/null
fi
mount --rbind /dev "$folder/dev"
mount -t proc proc "$folder/proc"
cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
cp -L /etc/hosts "$folder/etc/hosts"
rm -rf "$folder/etc/ssl/certs" && cp -rL /etc/ssl/certs "$folder/etc/ssl/certs"
[ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$folder/etc/pip.conf"
inside() { # a command in the chroot, as root, with nothing of our environment but pip's settings
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin ${PIP_CERT:+PIP_CERT="$PIP_CERT"} \
        chroot "$folder" "$@"
}
inside id loa >/dev/null 2>&1 || inside useradd --create-home loa
user() { inside setpriv --reuid=loa --regid=loa --clear-groups env HOME=/home/loa bash -c "cd && $1"; }

git -C "$top" bundle create -q "$folder/home/loa/loa.bundle" HEAD
user 'rm -rf loa && git -c advice.detachedHead=false clone -q loa.bundle loa'

# Debian parts the module that makes virtual environments from Python: without it one sentence says what to install.
if ! inside python3 -c 'import ensurepip' 2>/dev/null; then
    if user 'cd loa && make demo' >"$folder/tmp/said" 2>&1; then
        echo "make demo ran without Debian's python3-venv?" >&2; exit 1
    fi
    grep -q 'install the package python3.*-venv' "$folder/tmp/said" || { cat "$folder/tmp/said"; exit 1; }
    echo "without python3-venv: $(grep 'install the package' "$folder/tmp/said" || true)"
    user 'rm -rf loa/.venv'
    inside apt-get update -qq
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends python3-venv >/dev/null
fi

inside python3 --version
start=$SECONDS
user 'cd loa && make demo'
took=$((SECONDS - start))
rows=$(user "cd loa && .venv/bin/python -c 'import csv; print(sum(1 for _ in csv.DictReader(open(\"data/demo.csv\", newline=\"\"))))'")
echo "make demo with the installation: $took s, $rows articles in data/demo.csv"
[ "$rows" -ge 120 ] || { echo "too few articles" >&2; exit 1; }
start=$SECONDS
user 'cd loa && make test'
echo "make test with its installation: $((SECONDS - start)) s"
[ "$took" -lt "$limit" ] || { echo "make demo took $took s; promised are less than $limit s" >&2; exit 1; }
