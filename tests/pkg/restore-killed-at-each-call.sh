#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL at any system call of a restore: whoever takes the base's lock next, or reads it by `orion`, finds the former state or that of
# the backup. The same with calls that fail, and of a backup: its file is the former one or the new one.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
# shellcheck source=backup-lib
. "${0%/*}/backup-lib"
# Every fifth call; STEPPER_EVERY=1 takes all.
STEPPER_EVERY=${STEPPER_EVERY-5}
export STEPPER_EVERY
lived_in_base
orion "$WORK/before" backup --all "$WORK/all.backup" >/dev/null
mkdir "$WORK/w"
printf 'backup, kill: '
set -- "$BIN/orion-server" backup --base "$WORK/w/root" "$WORK/w/root/backup"
stepper kill "$WORK/w" "$WORK/before" "$*" "$@"
rm -rf "$WORK/w"
mv "$WORK/before" "$WORK/lived"
cp -a "$WORK/bare" "$WORK/before"
echo 'root = ram' >"$WORK/before/orion.conf"
for mode in kill errno; do
	mkdir "$WORK/w"
	printf 'restore, %s: ' $mode
	stepper $mode "$WORK/w" "$WORK/before" "$(next_run)" "$BIN/orion-server" restore --force \
		--base "$WORK/w/root" --run "$WORK/no-run" --lib "$WORK/lib" "$WORK/all.backup"
	rm -rf "$WORK/w"
done
