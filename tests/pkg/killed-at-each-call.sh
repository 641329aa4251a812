#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL at any system call leaves the old state or the new one: install, upgrade, remove.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
at_each_call kill
