#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL, and a failure, at any system call of a run that finishes what another one left: the next one finishes it.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
fixture
roots
for what in "install $WORK/t-2-r0.x86_64.opk" "remove t"; do
	# shellcheck disable=SC2086
	set -- $what
	rm -rf "$WORK/w" "$WORK/pending"
	mkdir "$WORK/w"
	stepper leave "$WORK/w" "$WORK/installed" true "$PKG" "$1" --root "$WORK/w/root" "$2"
	mv "$WORK/w/root" "$WORK/pending"
	printf 'finishing %s: ' "$1"
	stepper kill "$WORK/w" "$WORK/pending" "'$PKG' fix --root '$WORK/w/root'" "$PKG" fix --root "$WORK/w/root"
	printf 'finishing %s: ' "$1"
	stepper errno "$WORK/w" "$WORK/pending" "'$PKG' fix --root '$WORK/w/root'" "$PKG" fix --root "$WORK/w/root"
done
