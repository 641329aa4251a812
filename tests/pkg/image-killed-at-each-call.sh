#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL at any system call, and a failure of any, leave the old image or the new one; the next run leaves nothing else.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
fixture
mkdir "$WORK/before"
"$PKG" image -o "$WORK/before/image.erofs" "$WORK/t-1-r0.x86_64.opk" >/dev/null
for way in kill errno; do
	mkdir "$WORK/w"
	printf '%s: ' "$way"
	stepper "$way" "$WORK/w" "$WORK/before" \
		"'$PKG' image -o '$WORK/w/root/image.erofs' '$WORK/t-2-r0.x86_64.opk' >/dev/null" \
		"$PKG" image -o "$WORK/w/root/image.erofs" "$WORK/t-2-r0.x86_64.opk"
	rm -rf "$WORK/w"
done
