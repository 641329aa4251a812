#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: as boot/debian-kernel-root-moves.sh, with Debian 13's kernel, and a root of two connections.
set -eu
DEBIAN=trixie CONNECTIONS=2 exec "${0%/*}/debian-kernel-root-moves.sh" "$@"
