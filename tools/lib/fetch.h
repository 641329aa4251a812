// SPDX-License-Identifier: MIT
// Fetching over HTTP and HTTPS, by the program orion-fetch: it has no rights but the network and the file it is given.
#ifndef FETCH_H
#define FETCH_H

#include <stdint.h>
#include <sys/types.h>

struct fetcher {
	pid_t pid;
	int socket;
	int64_t end;	// in ms, of all that is asked for; 0: there is none
};

// Starts the program: $ORION_FETCH, or orion-fetch beside this program. It ends with the thread that calls this: the main one.
// 0, or negative and recorded.
int fetch_start(struct fetcher *f);

// The same for servers on a network of this machine, of whom others are to be asked as well: one that can't be reached, or is silent, is given up after
// 4 or 5 s, not 15 or 20.
int fetch_start_near(struct fetcher *f);

// All that is asked for from now on comes within so many ms together, else it is -ETIMEDOUT, and the same as of a server that is silent; 0: how long
// each may take goes by its size.
void fetch_within(struct fetcher *f, unsigned ms);

// Writes what is at the address to fd, from where it stands: at most limit bytes, else -E_TRUST. -ENOENT when it isn't there; -ETIMEDOUT when its server can't be
// reached or is silent.
int fetch_get(struct fetcher *f, const char *url, uint64_t limit, int fd);

// Writes exactly n bytes of what is at the address, from that place in it. -E_NO when the server sends only the whole; then nothing was
// written.
int fetch_range(struct fetcher *f, const char *url, uint64_t from, uint64_t n, int fd);

// Ends it.
void fetch_stop(struct fetcher *f);

enum { FETCH_MESSAGE = 2048 };	// bytes of a request and of an answer at most

// A request is `LIMIT<TAB>URL`, or `LENGTH<TAB>FROM<TAB>URL` for a range, the first number with `/MS` behind it when it is to come within that, with the descriptor to write to, one message on a
// SOCK_SEQPACKET socket, the program's stdin. The answer is one of these, all but the first followed by a blank and why.
#define FETCH_DONE "done"
#define FETCH_ABSENT "absent"
#define FETCH_TOO_LONG "too-long"
#define FETCH_WHOLE "whole"
#define FETCH_SILENT "silent"
#define FETCH_FAILED "failed"

#define FETCH_NEAR "near"	// argument of the program

#endif
