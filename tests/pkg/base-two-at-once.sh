#!/bin/sh
# SPDX-License-Identifier: MIT
# Of two runs on one base the second waits and says for whom, or fails with --no-wait, whatever the commands are; both happen. Who only
# reads doesn't wait, and a holder that is killed binds nobody.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

base=$WORK/base
small_base
simple extra 1-r0
mkdir -p "$WORK/large/usr"
head -c 20000000 /dev/urandom >"$WORK/large/usr/large"
pack large 1-r0 "$WORK/large" 'needs\tcore'
"$PKG" publish --base "$WORK/before" "$WORK/large-1-r0.x86_64.opk" >/dev/null

on() {	# COMMAND...: on the base
	command=$1
	shift
	"$PKG" "$command" --base "$base" "$@"
}

names_first() {	# without a process: an installation doesn't take long
	line=
	read -r line <"$base/lock" || :
	case $line in
	"process $first,"*) ;;
	*) return 1 ;;
	esac
}

# Sets first to an installation of `large` on a fresh base that is stopped with the lock and before the channel moves: it may be
# done before that, then again.
hold_the_lock() {
	tries=0
	while :; do
		tries=$((tries + 1))
		[ "$tries" -lt 50 ] || fail "the first run is never seen with the lock"
		rm -rf "$base"
		cp -a "$WORK/before" "$base"
		: >"$base/lock"
		"$PKG" install --base "$base" large >"$WORK/first.log" 2>&1 &	# not `on`: $! is to be the program
		first=$!
		until names_first; do
			kill -0 "$first" 2>/dev/null || break
		done
		kill -STOP "$first" 2>/dev/null || continue
		[ "$(channel "$base")" != "$(channel "$WORK/before")" ] || return 0
		kill -CONT "$first"
		wait "$first"
	done
}

not_now() {	# COMMAND...: ends with 1 and says who has the lock
	status=0
	command=$1
	shift
	on "$command" --no-wait "$@" >"$WORK/said" 2>&1 || status=$?
	[ "$status" = 1 ] || fail "$command --no-wait ends with $status: $(cat "$WORK/said")"
	grep -q "process $first, orion-pkg install works on it" "$WORK/said" || fail "$command doesn't say who: $(cat "$WORK/said")"
}

waits() {	# COMMAND...: sets second to a run that waits for the first, and says so
	command=$1
	shift
	"$PKG" "$command" --base "$base" "$@" >"$WORK/second.log" 2>&1 &
	second=$!
	until grep -qs "waiting: process $first, orion-pkg install works on it" "$WORK/second.log"; do
		kill -0 "$second" || fail "$command doesn't wait: $(cat "$WORK/second.log")"
	done
}

has() {	# NAME...: the packages of the role are these and those of the boot parts
	[ "$(on list | cut -d ' ' -f 1 | grep -vx -e init -e linux -e ucode)" = "$(printf '%s\n' "$@")" ] ||
		fail "not these packages: $(on list)"
}

# --- install beside install: one after the other, and the second is on top of the first

hold_the_lock
not_now install tool
not_now remove core
not_now rollback 1
not_now hold core
not_now publish "$WORK/2"
not_now publish "$WORK/extra-1-r0.x86_64.opk"
[ ! -e "$base/repository/extra-1-r0.x86_64.opk" ] || fail "a package came beside an installation"
[ "$(on list 2>"$WORK/said" | wc -l)" = 4 ] || fail "list is not of what boots now"
on install --simulate tool >"$WORK/said" 2>&1 || fail "--simulate wants the lock: $(cat "$WORK/said")"
waits install tool
kill -CONT "$first"
wait "$first" || fail "the first: $(cat "$WORK/first.log")"
wait "$second" || fail "the second: $(cat "$WORK/second.log")"
grep -qx 'role node: new generation node@3' "$WORK/second.log" || fail "not on top of the first: $(cat "$WORK/second.log")"
has core large tool
no_leftovers "$base"

# --- publish beside install: what the site installed meanwhile is in what was published

hold_the_lock
waits publish "$WORK/2"
[ "$(channel "$base")" = "$(channel "$WORK/before")" ] || fail "the channel moved while both stood"
kill -CONT "$first"
wait "$first" || fail "install: $(cat "$WORK/first.log")"
wait "$second" || fail "publish: $(cat "$WORK/second.log")"
has core large
[ "$(on list | grep core)" = 'core 2-r0' ] || fail "the build's package is not there: $(on list)"
[ "$(channel "$base" 2)" = "$(generation "$base" 2)" ] || fail "the installation is not the generation before"
on audit
"$PKG" verify "$base/repository" --key "$base/keys/root.pub" >/dev/null
no_leftovers "$base"

# --- a holder that is killed: the next run takes the lock and begins from what was

hold_the_lock
kill -KILL "$first"
wait "$first" 2>/dev/null || :
names_first || fail "the lock's file was to name the dead one"
on install --no-wait tool >"$WORK/said" 2>&1 || fail "the dead one binds: $(cat "$WORK/said")"
grep -qx 'role node: new generation node@2' "$WORK/said" || fail "$(cat "$WORK/said")"
has core tool
on audit
no_leftovers "$base"
