#!/bin/sh
# SPDX-License-Identifier: MIT
# Packages, bundles and disk made on Debian 13 are the bytes that were made here: another compiler, C library, make and perl.
# slow: longer than a first build; needs root, debootstrap and the network
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
here=$ORION/tests/double
cache=${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}
root=$WORK/root
missing=
[ "$(id -u)" -eq 0 ] || missing="$missing root;"
command -v debootstrap >/dev/null || missing="$missing the package debootstrap;"
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing="$missing the package debian-archive-keyring;"
[ -z "$missing" ] || { echo "to build on Debian 13 this test lacks:$missing"; exit 1; }

# The archive that the machine itself uses.
mirror=$(apt-get indextargets 'Created-By: Packages' --format '$(COMPONENT) $(REPO_URI)' |
	awk '$1 == "main" && $2 !~ /security/ { print $2; exit }')
debootstrap --variant=minbase --include=make,ca-certificates --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
	trixie "$root" "$mirror" >"$WORK/debootstrap.log" 2>&1 || { tail -n 20 "$WORK/debootstrap.log"; exit 1; }
mkdir -p "$root/orion" "$root/cache/out"
git -C "$ORION" ls-files -co --exclude-standard -z | (cd "$ORION" && cpio -0pdm --quiet "$root/orion")
cp -rl "$cache/src" "$root/cache/src" 2>/dev/null || cp -r "$cache/src" "$root/cache/src"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"

# In a mount namespace of its own: what is mounted goes with it. host-check installs what the build needs.
# shellcheck disable=SC2016 # for the inner shell
unshare -mpf sh -c '
	mount -t proc proc "$1/proc"
	mount --rbind /dev "$1/dev"
	exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ORION_CACHE=/cache make -C /orion image' \
	sh "$root" >"$WORK/make.log" 2>&1 || { tail -n 40 "$WORK/make.log"; exit 1; }

bad=0
"$here/compare-outputs" "$root/cache/out" "$cache/out" || bad=1
for file in node/manifest server/manifest; do
	cmp "$root/orion/dist/x86_64/$file" "$ORION/dist/x86_64/$file" || bad=1
done
exit $bad
