#!/bin/sh
# SPDX-License-Identifier: MIT
# What a node wrote is there until it reboots, and not after.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_kernel node1 "$(root_image)"
await_ready node1
node_run node1 'echo mine >/etc/written; rm /etc/services; cat /etc/written' >/dev/null
console_send node1 reboot
machine_gone node1
node_kernel node1 "$(root_image)"
await_ready node1
if node_try node1 'cat /etc/written'; then fail 'the file is still there'; fi
node_run node1 'cat /etc/services' >/dev/null
