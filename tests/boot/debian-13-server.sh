#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: Debian 13 as the server, with its own kernel, dnsmasq, keepalived and NFS server; otherwise as boot/debian-server.sh.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/debian
. "$ORION/tests/vm/debian"

debian_start trixie
debian_serves
