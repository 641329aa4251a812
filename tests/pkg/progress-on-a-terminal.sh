#!/bin/sh
# SPDX-License-Identifier: MIT
# Long work draws one line on a terminal and erases it, before other output, and when a signal ends the program; in a pipe, with --json, and on a
# terminal that can't erase, not one byte more is printed, and nor is it of a short run.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config" XDG_CACHE_HOME="$WORK/cache" XDG_STATE_HOME="$WORK/state"
fetcher
unset http_proxy

cat >"$WORK/server.py" <<'END'
# Serves a directory. Of a package 200 kB come in a second, until the file `go` is there, then the rest at once.
import http.server, os, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def do_GET(self):
        status = 200
        try: data = open(sys.argv[1] + self.path, "rb").read()
        except OSError: data, status = b"", 404
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        while data and self.path.endswith(".opk") and not os.path.exists(sys.argv[2]):
            self.wfile.write(data[:4096])
            data = data[4096:]
            time.sleep(0.02)
        self.wfile.write(data)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[3] + ".new", "w").write(str(server.server_port))
os.rename(sys.argv[3] + ".new", sys.argv[3])
server.serve_forever()
END
mkdir "$WORK/site" "$WORK/tree" "$WORK/tree/usr" "$WORK/root"
serve "$WORK/server.py" "$WORK/site" "$WORK/go"
python3 -c 'import random, sys
open(sys.argv[1], "wb").write(random.Random(7).randbytes(8000000))' "$WORK/tree/usr/big"
pack box 1-r0 "$WORK/tree"
mv "$WORK"/*.opk "$WORK/site"
"$PKG" keygen --site >/dev/null
"$PKG" index "$WORK/site" >/dev/null
mkdir -p "$WORK/root/etc/orion/repositories"
printf 'url\thttp://127.0.0.1:%s\nkey\t%s\n' "$(cat "$WORK/port")" "$(sed -n 2p "$WORK/config/orion/keys/root.pub")" \
	>"$WORK/root/etc/orion/repositories/site"

forget() {	# what was fetched and installed
	rm -rf "$WORK/out" "$WORK/root/var" "$WORK/root/usr" "$WORK/cache" "$WORK/go" "$WORK/screen" "$WORK/pid"
	mkdir "$WORK/out"
}

# terminal TERM COMMAND...: of orion-pkg, on a terminal of its own; what comes to it is in $WORK/screen. Its process is in $WORK/pid.
terminal() {
	term=$1
	shift
	TERM=$term script -qefc "stty cols 70 -onlcr; echo \$\$ >'$WORK/pid'; exec '$PKG' $*" "$WORK/typescript" \
		</dev/null >"$WORK/screen"
}

wait_for() {	# TEXT on the screen, while it runs
	until grep -qF "$1" "$WORK/screen" 2>/dev/null; do
		kill -0 "$run" 2>/dev/null || fail "it ended and never said '$1': $(cat -v "$WORK/screen")"
	done
}

# Until so much has come that a terminal would have been drawn on for a second.
well_under_way() {
	until [ "$(find "$WORK/root" "$WORK/cache" -name '.package-*' -size +300k 2>/dev/null)" ]; do
		kill -0 "$run" 2>/dev/null || fail "it ended before all was there"
	done
}

# What is seen in the end: a CR goes back to the beginning of the line, ESC [ K erases from there on.
seen() {
	python3 -c 'import re, sys
for line in open(sys.argv[1], newline="").read().split("\n"):
    shown = ""
    for part in line.split("\r"):
        text, _, rest = part.partition("\033[K")
        shown = text + (rest if _ else shown[len(text):])
    print(shown)' "$WORK/screen" | sed '${/^$/d;}'
}

width() {	# of the longest that was drawn
	tr '\r' '\n' <"$WORK/screen" | tr '\033' '\n' | awk 'length > n { n = length } END { print n + 0 }'
}

# An installation that is slow: drawn, erased, and the same words as in a pipe.
forget
terminal xterm install --root "$WORK/root" box &
run=$!
wait_for 'fetching ['
: >"$WORK/go"
wait "$run" || fail "it failed: $(cat -v "$WORK/screen")"
[ "$(width)" -lt 70 ] || fail "a line of $(width) columns"
seen >"$WORK/on-terminal"
forget
"$PKG" install --root "$WORK/root" box >"$WORK/in-pipe" 2>"$WORK/errors" &
run=$!
well_under_way
: >"$WORK/go"
wait "$run"
cmp "$WORK/in-pipe" "$WORK/on-terminal"
[ ! -s "$WORK/errors" ] || fail "in a pipe it says $(cat -v "$WORK/errors")"

# A signal that ends it: what was drawn is gone.
forget
terminal xterm fetch --root "$WORK/root" -o "$WORK/out" box &
run=$!
wait_for 'fetching ['
kill "$(cat "$WORK/pid")"
status=0
wait "$run" || status=$?
[ "$status" = 143 ] || fail "a signal ends it with $status"
[ -z "$(seen)" ] || fail "after a signal there stays '$(seen)'"

# A terminal that can't erase, and JSON.
for how in dumb json; do
	forget
	if [ $how = dumb ]; then
		terminal dumb fetch --root "$WORK/root" -o "$WORK/out" box &
	else
		terminal xterm fetch --json --root "$WORK/root" -o "$WORK/out" box &
	fi
	run=$!
	well_under_way
	: >"$WORK/go"
	wait "$run" || fail "$how: it failed: $(cat -v "$WORK/screen")"
	[ $how = dumb ] && want=box-1-r0.x86_64.opk || want='["box-1-r0.x86_64.opk"]'
	[ "$(cat "$WORK/screen")" = "$want" ] || fail "$how: it says $(cat -v "$WORK/screen")"
done

# A short run.
terminal xterm list --root "$WORK/site"
[ ! -s "$WORK/screen" ] || fail "a short run says $(cat -v "$WORK/screen")"
