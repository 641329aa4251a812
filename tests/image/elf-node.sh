#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs and libraries of the node role are hardened and complete.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
root=$(root_of node)
"$ORION/tests/image/elf" "$root"
