#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs and libraries of the server role are hardened and complete.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
root=$(root_of server)
"$ORION/tests/image/elf" "$root"
