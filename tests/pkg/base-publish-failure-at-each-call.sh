#!/bin/sh
# SPDX-License-Identifier: MIT
# A failure (no space, I/O, interrupted, fewer bytes) of any system call of a publication: the channel names the former generation or
# the new one, and the next run leaves nothing else.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
small_base
publish_at_each_call errno
