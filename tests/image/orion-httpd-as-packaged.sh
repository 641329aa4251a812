#!/bin/sh
# SPDX-License-Identifier: MIT
# The program of the server's root, with its own libmicrohttpd and C library, answers and bounds as the one that is compiled for tests;
# 200 connections take it less than 8 MB.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

root=$(root_of server)
export HTTPD="$root/usr/bin/orion-httpd"
for test in httpd-answers-requests httpd-gives-up-slow-clients httpd-is-confined; do
	"$ORION/tests/server/$test.sh" "$WORK/$test"
done
