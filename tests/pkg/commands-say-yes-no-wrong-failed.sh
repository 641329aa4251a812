#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-pkg ends with 0, 2 for a wrong call and 3 for a failure, says why in one line, and leaves no half package.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

# says TEXT: the last message has it, and is one line.
says() {
	grep -qF -- "$1" "$WORK/err" || fail "no \`$1\` in: $(cat "$WORK/err")"
	[ "$(wc -l <"$WORK/err")" = 1 ] || fail "not one line: $(cat "$WORK/err")"
}

answers 0 help
[ ! -s "$WORK/err" ] || fail "help speaks to standard error"
cp "$WORK/out" "$WORK/help"
answers 0 --help
cmp "$WORK/out" "$WORK/help"
# Help has each command, and each command has help.
sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' "$WORK/help" >"$WORK/commands"
[ "$(wc -l <"$WORK/commands")" -ge 4 ] || fail "help lists no commands"
while read -r command; do
	answers 0 help "$command"
	cp "$WORK/out" "$WORK/help"
	answers 0 "$command" --help
	cmp "$WORK/out" "$WORK/help"
	answers 2 "$command" --no-such-option
	says "there is no option --no-such-option"
done <"$WORK/commands"

answers 2
says 'lists the commands'
answers 2 no-such-command
says 'there is no command no-such-command'
answers 2 --role
says 'there is no command --role'
# Options before the command.
answers 0 --json help pack
cp "$WORK/out" "$WORK/help"
answers 0 help --json pack
cmp "$WORK/out" "$WORK/help"
answers 2 pack only-one
says 'usage: orion-pkg pack'

answers 3 show "$WORK/none.opk"
says "open $WORK/none.opk: No such file or directory"
answers 3 show "$WORK/help"
says 'this is no package'

mkdir -p "$WORK/tree/bin" "$WORK/packages"
echo x >"$WORK/tree/bin/x"
describe x 1.0-r1 'mode\t4755\tbin/x'
answers 3 pack -o "$WORK/packages" "$WORK/x.txt" "$WORK/tree"
says 'bin/x'
describe x 1.0
answers 3 pack -o "$WORK/packages" "$WORK/x.txt" "$WORK/tree"
says 'has no revision'
[ -z "$(ls -A "$WORK/packages")" ] || fail "something stayed: $(ls -A "$WORK/packages")"

describe x 1.0-r1
answers 0 pack -o "$WORK/packages" "$WORK/x.txt" "$WORK/tree"
package=$WORK/packages/x-1.0-r1.x86_64.opk
answers 0 files "$package"
printf 'bin\nbin/x\n' | cmp - "$WORK/out"
answers 0 show --json "$package"
python3 -c 'import json, sys; p = json.load(sys.stdin); assert p["name"] == "x" and p["installed_size"] == 2' <"$WORK/out"
if "$PKG" files "$package" >/dev/full 2>"$WORK/err"; then fail "a full standard output is no failure"; fi
says 'standard output: No space left on device'

head -c 100 "$package" >"$WORK/cut.opk"
answers 3 show "$WORK/cut.opk"

# A plan, one that can't be, and one that was carried out, as JSON.
mkdir "$WORK/root"
plan() {	# STATUS ASSERTION COMMAND...: of `p`, what the command prints
	want=$1 assertion=$2
	shift 2
	answers "$want" "$@"
	python3 -c "import json, sys; p = json.load(sys.stdin); assert $assertion, p" <"$WORK/out"
}
plan 0 'p["steps"] == [{"action": "install", "name": "x", "to": "1.0-r1"}] and p["wished"] == ["x"] and not p["done"]' \
	install --simulate --json --root "$WORK/root" "$package"
[ -z "$(ls -A "$WORK/root")" ] || fail "--simulate leaves something"
plan 1 '"none" in p["why"][0] and not p["done"] and "steps" not in p' install --json --root "$WORK/root" none
plan 0 'p["grows"] == 2 and p["notes"] == [] and p["done"]' install --json --root "$WORK/root" "$package"
plan 0 'p["steps"][0]["from"] == "1.0-r1" and p["unwished"] == ["x"] and p["done"]' remove --json --root "$WORK/root" x
