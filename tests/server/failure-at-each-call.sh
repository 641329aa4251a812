#!/bin/sh
# SPDX-License-Identifier: MIT
# A failure (no space, I/O, interrupted, fewer bytes) of system calls of publish, promote, rollback, apply, gc, upgrade: what nodes boot and what is served is as before
# or as after, and the next run leads there. Some calls of each here, in failure-at-every-call.sh all.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
each_change_at_each_call errno
