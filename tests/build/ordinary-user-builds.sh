#!/bin/sh
# SPDX-License-Identifier: MIT
# An ordinary user can build, also where the kernel lets such a user have no namespaces. Run by root, that user is nobody.
# shellcheck source=lib
. "$(dirname "$0")/lib"
place=$(mktemp -d "${TMPDIR:-/tmp}/orion-user.XXXXXX")	# the work directory may be closed to others
trap 'rm -rf "$place"' EXIT
checkout "$place/tree"
mkdir "$place/home"
chmod 755 "$place"

user() {	# COMMAND...: with nothing of the caller's environment
	set -- env -i PATH="$PATH" HOME="$place/home" ORION_CACHE="$place/cache" "$@"
	if [ "$(id -u)" = 0 ]; then
		set -- setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
	fi
	(cd "$place/tree" && "$@")	# a directory that is open to the user
}

builds() {	# WHAT COMMAND...: makes a host tool from nothing; it is the user's, and a second make finds it
	what=$1
	shift
	rm -rf "$place/cache" "$place/tree/dist"
	mkdir "$place/cache"
	[ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$place/tree" "$place/home" "$place/cache"
	user "$@" make pkg-host-gpt >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "$what: does not build"; }
	made=$(tail -n 1 "$work/out")
	[ -x "$made/bin/gpt" ] || fail "$what: no program in $made"
	case $made in
	"$place"/cache/out/*) ;;
	*) fail "$what: made elsewhere: $made" ;;
	esac
	user "$@" make pkg-host-gpt >"$work/again" 2>&1 || fail "$what: not a second time"
	[ "$(wc -l <"$work/again")" = 1 ] || { cat "$work/again" >&2; fail "$what: was built twice"; }
}

builds 'an ordinary user' env
# shellcheck disable=SC2016 # for the shell within
forbidden='echo 0 >/proc/sys/user/max_user_namespaces && ! unshare -r true 2>/dev/null && exec "$@"'
if user unshare -r true 2>/dev/null; then
	builds 'without namespaces' unshare -r sh -c "$forbidden" sh
fi
