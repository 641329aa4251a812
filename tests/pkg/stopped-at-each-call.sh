#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGTERM at any system call: what is not decided is undone, the rest is finished, before the program ends.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
at_each_call stop
