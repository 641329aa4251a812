#!/bin/sh
# SPDX-License-Identifier: MIT
# slow
# Each file of a bundle and of the root in it has the same NFS file handle and the same attributes on two servers, of which the second has
# mounted another bundle before: a node may go from one to the other. No two files have the same handle.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

d=$(node_digest)

# A client of NFSv3 (RFC 1813) that walks below what it mounts, by READDIRPLUS: a line a file, handle, attributes, path.
cat >"$WORK/walk.py" <<'END'
import socket, struct, sys

class Server:
    def __init__(self, port, program):
        self.program, self.xid = program, 0
        self.socket = socket.create_connection(('127.0.0.1', port), 60)

    def exactly(self, n):
        data = b''
        while len(data) < n:
            piece = self.socket.recv(n - len(data))
            assert piece, 'the server closed the connection'
            data += piece
        return data

    # RFC 5531, as root of the machine `test`.
    def call(self, procedure, arguments):
        self.xid += 1
        unix = struct.pack('>II4sIII', 0, 4, b'test', 0, 0, 0)
        message = struct.pack('>6I', self.xid, 0, 2, self.program, 3, procedure)
        message += struct.pack('>II', 1, len(unix)) + unix + struct.pack('>II', 0, 0) + arguments
        self.socket.sendall(struct.pack('>I', len(message) | 1 << 31) + message)
        answer, last = b'', 0
        while not last:
            head, = struct.unpack('>I', self.exactly(4))
            answer += self.exactly(head & 0x7fffffff)
            last = head >> 31
        assert struct.unpack('>6I', answer[:24]) == (self.xid, 1, 0, 0, 0, 0), answer[:24]
        return Words(answer[24:])

class Words:
    def __init__(self, data):
        self.data, self.at = data, 0

    def fixed(self, n):
        self.at += n
        assert self.at <= len(self.data)
        return self.data[self.at - n:self.at]

    def number(self):
        return struct.unpack('>I', self.fixed(4))[0]

    def opaque(self):
        n = self.number()
        return self.fixed(n + -n % 4)[:n]

    def status(self, what):
        status = self.number()
        assert status == 0, '%s: status %d' % (what, status)

def opaque(data):
    return struct.pack('>I', len(data)) + data + bytes(-len(data) % 4)

def entries(nfs, directory, path):
    cookie, verifier, end = bytes(8), bytes(8), 0
    while not end:
        w = nfs.call(17, opaque(directory) + cookie + verifier + struct.pack('>II', 8192, 65536))
        w.status('READDIRPLUS ' + path)
        if w.number():
            w.fixed(84)
        verifier = w.fixed(8)
        while w.number():
            w.fixed(8)
            name, cookie = w.opaque(), w.fixed(8)
            attributes = w.fixed(84) if w.number() else None
            handle = w.opaque() if w.number() else None
            if name not in (b'.', b'..'):
                assert attributes and handle, '%s/%s' % (path, name)
                yield path + '/' + name.decode(), handle, attributes
        end = w.number()

def walk(nfs, directory, path):
    for name, handle, attributes in sorted(entries(nfs, directory, path)):
        print(handle.hex(), attributes.hex(), name)
        if struct.unpack('>I', attributes[:4])[0] == 2:
            walk(nfs, handle, name)

nfs, mountd = Server(int(sys.argv[1]), 100003), Server(int(sys.argv[2]), 100005)
for path in sys.argv[3:]:
    w = mountd.call(1, opaque(path.encode()))
    w.status('MNT ' + path)
    top = w.opaque()
    print(top.hex(), '-', path)
    walk(nfs, top, path)
END

walk() {	# FILE: what the server that runs has
	uplink_start 'hostfwd=tcp:127.0.0.1:0-10.9.0.1:2049,hostfwd=tcp:127.0.0.1:0-10.9.0.1:20048'
	monitor uplink 'info usernet' | awk '/HOST_FORWARD/ { port[$6] = $4 } END { print port[2049], port[20048] }' >"$WORK/ports"
	# shellcheck disable=SC2046 # two
	timeout 300 python3 "$WORK/walk.py" $(cat "$WORK/ports") "/run/orion/gen/node/$d" "/run/orion/tree/node/$d" >"$1" ||
		fail "walking through the server's exports"
	machine_quit uplink
}

server_start
walk "$WORK/first"
machine_quit server
SERVER_BUNDLE=$WORK/second.bundle
second_bundle node "$SERVER_BUNDLE" >/dev/null
server_start
node_run server "orion publish /dev/vdb stable && /usr/lib/orion/server/close node/$d && orion apply" 120 >/dev/null
walk "$WORK/second"
diff "$WORK/first" "$WORK/second" >"$WORK/diff" || fail "$(wc -l <"$WORK/diff") lines differ: $(head -n 4 "$WORK/diff")"
equal 'paths, as in root.manifest and in the bundle' "$(wc -l <"$WORK/first")" \
	$(($(wc -l <"$DIST/node/root.manifest") + $(awk '$1 == "file"' "$DIST/node/manifest" | wc -l) + 3))
equal 'handles that two files have' "$(cut -d ' ' -f 1 "$WORK/first" | sort | uniq -d | wc -l)" 0
