#!/bin/sh
# SPDX-License-Identifier: MIT
# The firmware that the built drivers name is in the root; one file taken away fails the check by driver and name.
set -eu
# shellcheck source=../image/lib
. "${0%/*}/../image/lib"
: "${LINUX:?the directory of the package linux: make test gives it}"
${ZSTD:-zstd} -qdc "$LINUX/linux.tar.zst" >"$WORK/hardware.tar"
tar --no-same-owner -xf "$WORK/hardware.tar" -C "$WORK"
hardware=$WORK/usr/lib/orion/kernel/hardware
root=$(root_of node)
check() {
	(cd "$root/usr/lib/firmware" && find . -mindepth 1 -printf '%P\n') >"$WORK/firmware"
	"$ORION/kernel/check-firmware" "$hardware" "$WORK/firmware" "$ORION/kernel/firmware-optional"
}
check
rm "$root/usr/lib/firmware/tigon/tg3.bin"
if check >"$WORK/said" 2>&1; then
	echo 'a driver without its firmware was accepted'
	exit 1
fi
grep 'tg3.*tigon/tg3.bin' "$WORK/said"
