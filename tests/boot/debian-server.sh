#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: Debian 12 as the server, with its own kernel, dnsmasq and NFS server: installed by `make install-server`, it publishes a generation and
# boots a node. The administrator's own exports and DNS go on. After `make uninstall-server` /etc is what it was, byte for byte.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/debian
. "$ORION/tests/vm/debian"

debian_start bookworm
debian_serves
