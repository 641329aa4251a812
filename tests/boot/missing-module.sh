#!/bin/sh
# SPDX-License-Identifier: MIT
# No driver for the NIC is there: the node names the device and says so by its code.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

NODE_NIC=pcnet node_kernel node1 "$(root_image)"
await_line node1 'orion: E-NET-NO-NIC: .*1022' >/dev/null
no_line node1 '^orion: ready '
