#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal during a transfer ends orion-pkg at once, and orion-fetch with it, whatever it waits for; nothing is installed, and the next run is none the worse.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config" XDG_CACHE_HOME="$WORK/cache" XDG_STATE_HOME="$WORK/state"
fetcher
unset http_proxy
root=$WORK/root

cat >"$WORK/server.py" <<'END'
# Serves a directory. Of a package the second half comes when the file `go` is there; that the first half was sent says the file `asked`.
import http.server, os, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def do_GET(self):
        status = 200
        try: data = open("site" + self.path, "rb").read()
        except OSError: data, status = b"", 404
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.path.endswith(".opk") and not os.path.exists("go"):
            self.wfile.write(data[:len(data) // 2])
            open("asked", "w")
            while not os.path.exists("go"): time.sleep(0.01)
            return
        self.wfile.write(data)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open("port.new", "w").write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
END
mkdir "$WORK/site" "$WORK/tree"
head -c 100000 /dev/urandom >"$WORK/tree/x"
pack box 1-r0 "$WORK/tree"
mv "$WORK"/*.opk "$WORK/site"
"$PKG" keygen --site >/dev/null
"$PKG" index "$WORK/site" >/dev/null
(cd "$WORK" && exec python3 server.py 2>/dev/null) &
server=$!
trap 'kill "$server"; rm -rf "$WORK"' EXIT
until [ -e "$WORK/port" ]; do
	kill -0 "$server" || fail "the server ended"
done
mkdir -p "$root/etc/orion/repositories"
printf 'url\thttp://127.0.0.1:%s\nkey\t%s\n' "$(cat "$WORK/port")" "$(sed -n 2p "$WORK/config/orion/keys/root.pub")" \
	>"$root/etc/orion/repositories/site"

lives() {	# PROCESS: it does something yet
	grep -qs '^State:	[^ZX]' "/proc/$1/status"
}
ended_by() {	# SIGNAL STATUS COMMAND...
	signal=$1 want=$2 status=0
	shift 2
	rm -f "$WORK/asked"
	"$PKG" "$@" >"$WORK/said" 2>&1 &
	run=$!
	until [ -e "$WORK/asked" ]; do
		kill -0 "$run" || fail "$*: it ended: $(cat "$WORK/said")"
	done
	fetcher=$(cat "/proc/$run/task/$run/children")
	lives "${fetcher% }" || fail "$*: there is no orion-fetch"
	kill "-$signal" "$run"
	wait "$run" 2>/dev/null || status=$?
	[ "$status" = "$want" ] || fail "$*: $signal ends it with $status: $(cat "$WORK/said")"
	limit=$(($(date +%s) + 5))
	while lives "${fetcher% }"; do
		[ "$(date +%s)" -lt $limit ] || fail "$*: orion-fetch goes on after $signal"
	done
}
mkdir "$WORK/out"
for how in KILL:137 TERM:143; do
	ended_by ${how%:*} ${how#*:} install --root "$root" box
	ended_by ${how%:*} ${how#*:} fetch --root "$root" -o "$WORK/out" box
	[ -z "$("$PKG" list --root "$root")" ] || fail "something is installed"
	[ -z "$(ls "$WORK/out")" ] || fail "something is fetched"
done
: >"$WORK/go"
"$PKG" install --root "$root" box >/dev/null
"$PKG" audit --root "$root"
