#!/bin/sh
# SPDX-License-Identifier: MIT
# A failure (no space, I/O, interrupted, fewer bytes) of any system call leaves the old state or the new one: install, upgrade, remove.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
at_each_call errno
