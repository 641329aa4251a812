#!/bin/sh
# The versions of the machine's programs, which are in keys, are asked once and kept, and asked again when any of the programs was replaced.
. "$(dirname "$0")/lib"
mkdir -p "$ORION_CACHE"
versions=$top/tools/build/host-versions
"$versions" >"$work/first"
"$versions" >"$work/second"
cmp "$work/first" "$work/second"
for tool in gcc m4 rpcgen; do
	path=$(readlink -f "$(command -v "$tool")")
	printf '#!/bin/sh\necho planted\n' >"$work/$tool"
	chmod 755 "$work/$tool"
	# shellcheck disable=SC2016 # the inner shell expands
	unshare -rm sh -c 'mount --bind "$1" "$2" && exec "$3"' sh "$work/$tool" "$path" "$versions" >"$work/changed" 2>"$work/err" ||
		fail "$(cat "$work/err")"
	contains "$work/changed" "$tool planted"
	"$versions" | cmp - "$work/first" || fail "$tool is back, and another answer is kept"
done
