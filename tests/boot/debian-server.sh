#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: Debian 12 as the server, with its own kernel, dnsmasq, keepalived and NFS server: installed by `make install-server`, it publishes a
# generation, boots nodes and has a floating address. The administrator's own exports and DNS go on. After `make uninstall-server` /etc is what it
# was, byte for byte, and the address is gone.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/debian
. "$ORION/tests/vm/debian"

debian_start bookworm
debian_serves
