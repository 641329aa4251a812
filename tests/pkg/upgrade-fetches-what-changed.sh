#!/bin/sh
# SPDX-License-Identifier: MIT
# An upgrade over HTTP fetches the head of the package and the frames that neither the cache nor the installed files have; from a
# server without ranges it fetches all of it. What is installed is the same.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
fetcher
unset http_proxy

cat >"$WORK/server.py" <<'END'
# Serves a directory, with ranges unless the path begins with /plain; appends how many bytes of packages it sent to a file.
import http.server, os, re, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def do_GET(self):
        path, status = self.path, 200
        plain = path.startswith("/plain/")
        try: data = open(sys.argv[1] + (path[6:] if plain else path), "rb").read()
        except OSError: data, status = b"", 404
        want = re.match(r"bytes=(\d+)-(\d+)$", self.headers.get("Range", ""))
        if want and not plain and status == 200:
            data, status = data[int(want[1]):int(want[2]) + 1], 206
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        if path.endswith(".opk"):
            open(sys.argv[2], "a").write("%d\n" % len(data))
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[3] + ".new", "w").write(str(server.server_port))
os.rename(sys.argv[3] + ".new", sys.argv[3])
server.serve_forever()
END
mkdir "$WORK/site" "$WORK/tree" "$WORK/tree/usr"
: >"$WORK/sent"
serve "$WORK/server.py" "$WORK/site" "$WORK/sent"
url=http://127.0.0.1:$(cat "$WORK/port")

# sent: bytes of packages since the last time
sent() {
	awk '{ n += $1 } END { print n + 0 }' "$WORK/sent"
	: >"$WORK/sent"
}

# A file that changes in the middle, one that doesn't, a new one: about 9 MB that zstd can't make less of.
python3 -c 'import random, sys
r = random.Random(7)
for name, size in (("a", 3000000), ("big", 5000000), ("z", 1000000)):
    open(sys.argv[1] + "/" + name, "wb").write(r.randbytes(size))' "$WORK/tree/usr"
pack box 1-r0 "$WORK/tree"
mv "$WORK"/*.opk "$WORK/site"
"$PKG" keygen --site >/dev/null
"$PKG" index "$WORK/site" >/dev/null
for root in ranges files plain; do
	mkdir -p "$WORK/$root/etc/orion/repositories"
	[ $root = plain ] && at=$url/plain || at=$url
	printf 'url\t%s\nkey\t%s\n' "$at" "$(sed -n 2p "$WORK/config/orion/keys/root.pub")" >"$WORK/$root/etc/orion/repositories/site"
	"$PKG" install --root "$WORK/$root" box >/dev/null
	n=$(sent)
	[ "$n" -gt 9000000 ] || fail "$root: the first time $n bytes were sent"
done

printf 'changed' | dd of="$WORK/tree/usr/big" bs=1 seek=2500000 conv=notrunc 2>/dev/null
echo new >"$WORK/tree/usr/new"
pack box 2-r0 "$WORK/tree"
mv "$WORK"/*.opk "$WORK/site"
"$PKG" index "$WORK/site" >/dev/null
rm "$WORK"/files/var/cache/orion/pkg/site/*.opk
for root in ranges files plain; do
	"$PKG" upgrade --root "$WORK/$root" >/dev/null
	n=$(sent)
	echo "$root: $n bytes of $(stat -c %s "$WORK/site/box-2-r0.x86_64.opk")"
	case $root in
	ranges) [ "$n" -lt 2000000 ] ;;	# a frame or two
	files) [ "$n" -lt 6500000 ] ;;	# and all of the file that changed
	plain) [ "$n" -gt 9000000 ] ;;
	esac || fail "$root: $n bytes were sent"
	diff -r "$WORK/tree/usr" "$WORK/$root/usr"
	"$PKG" audit --root "$WORK/$root"
	digest=$("$PKG" show --json "$WORK/site/box-2-r0.x86_64.opk" | python3 -c 'import json, sys; print(json.load(sys.stdin)["digest"])')
	cmp "$WORK/site/box-2-r0.x86_64.opk" "$WORK/$root/var/cache/orion/pkg/site/package-$digest.opk"
done
