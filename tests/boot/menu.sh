#!/bin/sh
# SPDX-License-Identifier: MIT
# iPXE's menu: the local disk, of a machine that has none, is said and leads back to the menu; rescue boots this generation
# with leave for a shell. (The previous generation: second-generation.sh.)
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_start node1
node_menu node1
console_type node1 l 'no local disk of this machine boots: .*'
console_type node1 x 'Boot from the local disk'
console_type node1 r 'vmlinuz'
await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $generation $rescue' "$(node_digest) 1"
