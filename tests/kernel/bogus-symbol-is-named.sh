#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel's configuration has all that the fragments ask for; a symbol that does not exist fails the check by name.
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
: "${LINUX:?the directory of the package linux: make test gives it}"
${ZSTD:-zstd} -qdc "$LINUX/linux.tar.zst" >"$WORK/linux.tar"
tar --no-same-owner -xf "$WORK/linux.tar" -C "$WORK"
config=$WORK/usr/lib/orion/kernel/config
"$ORION/kernel/check-config" "$config" "$ORION"/kernel/fragments/*
echo 'CONFIG_ORION_BOGUS=y' >"$WORK/bogus"
if "$ORION/kernel/check-config" "$config" "$ORION"/kernel/fragments/* "$WORK/bogus" >"$WORK/said" 2>&1; then
	echo 'a bogus symbol was accepted'
	exit 1
fi
grep ORION_BOGUS "$WORK/said"
