#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/HARDWARE.md is what the kernel that was built says of itself.
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
: "${LINUX:?the directory of the package linux: make test gives it}"
${ZSTD:-zstd} -qdc "$LINUX/linux.tar.zst" >"$WORK/hardware.tar"
tar --no-same-owner -xf "$WORK/hardware.tar" -C "$WORK"
"$ORION/kernel/hardware" "$WORK/usr/lib/orion/kernel/hardware" "$ORION/kernel/net-modules" >"$WORK/page"
diff "$ORION/docs/HARDWARE.md" "$WORK/page" || {
	echo "make it anew: kernel/hardware HARDWARE kernel/net-modules >docs/HARDWARE.md"
	exit 1
}
