#!/bin/sh
# Installs the named Debian packages that are missing: apt, with sudo only when not root.
set -eu
missing=
for package in "$@"; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
	echo "tally: these packages are missing and there is no apt-get to install them:$missing" >&2
	exit 4
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "tally: please install as root: apt-get install$missing" >&2
		exit 4
	}
	as_root=sudo
fi
echo "installing, which takes some minutes:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing ||
	{ $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing; }; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "tally: apt-get could not install:$missing" >&2
	exit 4
fi
