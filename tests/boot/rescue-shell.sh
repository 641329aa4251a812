#!/bin/sh
# SPDX-License-Identifier: MIT
# A boot that fails keeps its code on the screen; with orion.rescue=1 the key r opens a shell, without it does not.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

broken="orion.root=ram:http://10.9.0.1/gen/node/x orion.manifest=$(node_digest) orion.carrier=4 orion.ip=10.9.0.7/24 BOOTIF=01-52-54-00-0b-00-01"
codes_expected
net_start
node_kernel node1 "$broken orion.rescue=1"
await_line node1 'orion: E-SERVER-UNREACHABLE' >/dev/null
console_type node1 'r' 'rescue shell'
console_type node1 'echo $((6*7))-here\r' '42-here'
machine_quit node1

node_kernel node1 "$broken"
await_line node1 'orion: E-SERVER-UNREACHABLE' >/dev/null
console_type node1 "r" "does not allow a rescue shell"
no_line node1 'exit goes on with the next try'
