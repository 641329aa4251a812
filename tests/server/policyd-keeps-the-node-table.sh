#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-policyd and orion-helper: reports become rows of the node table, those that can't be true don't; a goodbye counts from where the
# node was; what was taken when a run was cut off is not lost; channels that move, and scripts that were handed out, are followed; nobody
# else may ask the helper, and nothing but what it knows.
set -eu
. "${0%/*}/lib"

objects=${ORION_SANITIZED:-$WORK/build}	# compiled already, in tests/run
make -s -f "$HERE/../../tools/Makefile" O="$objects" CC="${HOSTCC:-gcc}" AR=ar SANITIZE=1 orion-policyd orion-helper
# Root becomes somebody else, who must get there.
place=$WORK user=$(id -un) as=
if [ "$(id -u)" = 0 ]; then
	place=$(mktemp -d "${TMPDIR:-/tmp}/orion-policyd.XXXXXX") user=nobody as='setpriv --reuid nobody --clear-groups'
	trap 's=$?; rm -rf "$place"; set +e; (exit $s); end' EXIT
	chmod 755 "$place"
fi
base=$place/base spool=$place/spool state=$place/state socket=$place/helper
mkdir -p "$base/channels" "$spool" "$state" "$WORK/lib/server" "$WORK/bin"
chown "$user" "$spool" "$state"
touch "$WORK/called"
for name in lib/server/channel-moved bin/orion; do
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\necho "${0##*/} $*" >>%s/called\n' "$WORK" >"$WORK/$name"
	chmod 755 "$WORK/$name"
done
PATH=$WORK/bin:$PATH
a=$(printf '%064d' 0 | tr 0 a) b=$(printf '%064d' 0 | tr 0 b)

helper_start() {
	rm -f "$socket"
	"$objects/bin/orion-helper" --user "$user" --listen "$socket" --base "$base" --state "$state" \
		--lib "$WORK/lib" 2>>"$WORK/helper.log" &
	helper=$!
	pids="$pids $helper"
	until_ 10 test -S "$socket"
}

policyd_start() {
	"$objects/bin/orion-policyd" --user "$user" --spool "$spool" --state "$state" --base "$base" --helper "$socket" \
		2>>"$WORK/policyd.log" &
	policyd=$!
	pids="$pids $policyd"
}

policyd_kill() {
	kill -KILL "$policyd"
	wait "$policyd" 2>/dev/null || :
}

report() { # FILE DIGEST STATE [NAME]: it comes as orion-httpd brings it
	printf 'machine=52:54:00:0b:00:01\nname=%s\nrole=node\ngeneration=%s\nstate=%s\n' "${4:-n1}" "$2" "$3" >"$spool/.new"
	mv "$spool/.new" "$spool/$1"
}

row() { # ADDRESS DIGEST STATE
	tab=$(printf '\t')
	grep -qs "^52:54:00:0b:00:01${tab}n1${tab}$1${tab}node${tab}$2${tab}[0-9]*${tab}$3${tab}[1-9][0-9]*\$" "$base/nodes"
}

is_waited_for() { # somebody wants the lock of the base's directory
	grep -q -- "-> FLOCK .*:$(stat -c %i "$base") " /proc/locks
}

empty() { ! find "$spool" -type f | grep -q .; }

ask_helper() { # QUESTION
	# shellcheck disable=SC2086 # a command
	printf '%s' "$1" | $as socat -t 5 - "UNIX-CONNECT:$socket,type=5"
}

# What lay there, and what a run that was cut off had taken.
report .taken.10.9.0.2_node "$a" ready
helper_start
policyd_start
until_ 10 row 10.9.0.2 "$a" running
until_ 10 grep -qx "channel-moved y $base/channels node" "$WORK/called"
until_ 10 empty

# A goodbye from elsewhere, of something else, of nobody known; what is no report.
report 10.9.0.3_node "$a" gone
report 10.9.0.2_node "$b" gone
report 10.9.0.4_node "$b" ready 'n1;id'
echo 'machine=' >"$spool/.new"
mv "$spool/.new" "$spool/10.9.0.5_node"
echo x >"$spool/.new"
mv "$spool/.new" "$spool/nobody"
ln -s /etc/passwd "$spool/.link"
mv "$spool/.link" "$spool/10.9.0.6_node"
mkdir "$spool/.dir"
until_ 20 grep -q 'nobody is no report' "$WORK/policyd.log"
rmdir "$spool/.dir"
until_ 10 empty
for name in 10.9.0.6_node .taken.10.9.0.6_node; do
	[ ! -L "$spool/$name" ] || fail 'a link is still in the spool'
done
row 10.9.0.2 "$a" running || fail "the table is: $(cat "$base/nodes")"
[ "$(wc -l <"$base/nodes")" = 1 ] || fail "the table is: $(cat "$base/nodes")"
grep -q '10.9.0.4: .*no host name' "$WORK/policyd.log" || fail 'a wrong name is not said'

# It is elsewhere now, or somebody says so in its name: what it said before stays, whatever is said from there.
report 10.9.0.3_node "$b" ready
until_ 10 row 10.9.0.3 "$b" running
row 10.9.0.2 "$a" running || fail "the table is: $(cat "$base/nodes")"
report 10.9.0.3_node "$b" gone
until_ 10 row 10.9.0.3 "$b" gone
row 10.9.0.2 "$a" running || fail "the table is: $(cat "$base/nodes")"
report 10.9.0.2_node "$a" gone
until_ 10 row 10.9.0.2 "$a" gone

# A script that was handed out means something when a node is to boot something once.
: >"$spool/.new"
mv "$spool/.new" "$spool/10.9.0.3_+52-54-00-0b-00-01.ipxe"
until_ 10 empty
if grep -q booted "$WORK/called"; then fail 'nothing was to be booted once'; fi
printf 'n1\t%s\tonce\n' "$b" >"$base/pins"
: >"$spool/.new"
mv "$spool/.new" "$spool/10.9.0.3_+52-54-00-0b-00-01.ipxe"
until_ 10 grep -qx 'orion booted 52:54:00:0b:00:01' "$WORK/called"
report 10.9.0.3_node "$b" running
until_ 10 row 10.9.0.3 "$b" running
report 10.9.0.3_node "$b" ready
until_ 10 grep -qx "orion booted n1 $b" "$WORK/called"
until_ 10 empty
[ "$(grep -c booted "$WORK/called")" = 2 ] || fail "called: $(cat "$WORK/called")"

# Channels.
echo "$a" >"$base/channels/.new"
mv "$base/channels/.new" "$base/channels/node.stable"
until_ 10 grep -qx "channel-moved y $base/channels node.stable" "$WORK/called"
if grep -q 'channels \.new' "$WORK/called"; then fail 'a channel that is written was followed'; fi

# A restore puts another directory into the place of theirs: it ends, and whoever watches over it starts it with that.
mkdir "$base/restored"
mv "$base/channels" "$base/before"
mv "$base/restored" "$base/channels"
status=0
wait "$policyd" || status=$?
[ $status = 3 ] || fail "with other channels policyd ended with $status"
grep -q 'was replaced' "$WORK/policyd.log" || fail "$(tail -n 1 "$WORK/policyd.log")"
: >"$WORK/called"
policyd_start
until_ 10 grep -qx "channel-moved y $base/channels node" "$WORK/called"
echo "$a" >"$base/channels/.new"
mv "$base/channels/.new" "$base/channels/node.other"
until_ 10 grep -qx "channel-moved y $base/channels node.other" "$WORK/called"

# It is confined.
grep -q '^NoNewPrivs:.1' "/proc/$policyd/status" || fail 'new privileges'
grep -q '^Seccomp:.2' "/proc/$policyd/status" || fail 'no seccomp'

# Without the helper it ends, and goes on with another.
kill "$helper"
status=0
wait "$policyd" || status=$?
[ $status = 3 ] || fail "without its helper policyd ended with $status"
report 10.9.0.3_node "$b" gone
helper_start

# What may be asked, and what may not. The table is taken only if it is one.
cp "$base/nodes" "$WORK/before"
for question in '' ' ' keep keepx 'keep x' 'keep ' "keep $a x" gc2 'gc ' moved 'moved -x' 'moved ../x' 'moved node.x.y' 'moved node/x' 'moved a b' booted \
	'booted $(id)' 'booted n1 abc' 'booted -x' "booted n1 $b x" "$(head -c 600 /dev/zero | tr '\0' x)"; do
	[ -n "$question" ] || continue
	[ "$(ask_helper "$question")" != ok ] || fail "it did: $question"
done
if grep -q '[^a-z]id\|\.\.' "$WORK/called"; then fail "called: $(cat "$WORK/called")"; fi
echo 'no table' >"$state/nodes"
table=$(sha256sum <"$base/nodes")
keep="keep ${table%% *}"
[ "$(ask_helper "$keep")" != ok ] || fail 'it kept what is no table'
rm "$state/nodes"
ln -s "$WORK/before" "$state/nodes"
[ "$(ask_helper "$keep")" != ok ] || fail 'it followed a link'
rm "$state/nodes"
grep -v '10\.9\.0\.2' "$base/nodes" >"$state/nodes"
[ "$(ask_helper "keep $a")" = again ] || fail 'it kept what was made of another table'
cmp -s "$base/nodes" "$WORK/before" || fail 'the table changed'
[ "$(ask_helper gc)" = ok ] || fail 'gc failed'
grep -qx 'orion gc' "$WORK/called" || fail 'gc is not run'
if [ "$(id -u)" = 0 ]; then
	chmod 666 "$socket"
	[ -z "$(setpriv --reuid 65533 --clear-groups sh -c "printf gc | socat -t 2 - UNIX-CONNECT:$socket,type=5" 2>/dev/null)" ] ||
		fail 'another user may ask'
	until_ 10 grep -q 'user 65533 asks, and may not' "$WORK/helper.log"
fi

# `orion sync` puts rows of other servers into the table: what is reported meanwhile waits, and neither is lost with the table that the other writes.
policyd_start
until_ 10 row 10.9.0.3 "$b" gone
exec 9<"$base"
flock 9
report 10.9.0.2_node "$b" ready
until_ 10 grep -qs "10.9.0.2.*$b.*running" "$state/nodes"
until_ 10 is_waited_for
row 10.9.0.2 "$a" gone || fail 'the table was written while another one was at it'
sync_row=$(printf '52:54:00:0b:00:09\tn9\t10.9.0.9\tnode\t%s\t400\trunning' "$a")
{ cat "$base/nodes"; echo "$sync_row"; } >"$base/nodes.new"
mv "$base/nodes.new" "$base/nodes"
flock -u 9
until_ 10 row 10.9.0.2 "$b" running
grep -qx "$sync_row" "$base/nodes" || fail "a row of another server is lost: $(cat "$base/nodes")"
policyd_kill

# A disk that takes nothing: what was taken stays until it does.
policyd_start
until_ 10 row 10.9.0.3 "$b" gone
chmod 500 "$base"
if [ "$(id -u)" != 0 ]; then
	report 10.9.0.3_node "$a" ready
	until_ 10 grep -q 'keep: ' "$WORK/policyd.log"
	chmod 700 "$base"
	until_ 30 row 10.9.0.3 "$a" running
fi
chmod 700 "$base"
policyd_kill
if grep -E 'runtime error|AddressSanitizer' "$WORK/policyd.log" "$WORK/helper.log"; then fail 'a sanitizer'; fi
