#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL, and failure, at every system call of `orion sync`: each file is as before or as after, no channel names what isn't there, and the next run
# leads to what the other server has.
# slow
# limit 3600
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
sync_site
sync_at_each_call kill 1
sync_at_each_call errno 1
