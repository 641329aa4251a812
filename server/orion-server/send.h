// SPDX-License-Identifier: MIT
// `orion publish --host`: the two sides of a build's way to a server, over ssh. What they say to each other:
//
//   to the server    `orion-send<TAB>1`, for each file `file<TAB>NAME<TAB>SIZE` and its marks, `end`
//   from the server  for each file a bit a block, the lowest first: those that are wanted
//   to the server    these blocks, in the order of the files
//   from the server  what `orion publish` prints
//
// NAME is as in a build's directory. The server keeps what came when the connection is cut, in a place of its own, so the next run wants less.
#ifndef SEND_H
#define SEND_H

struct arena;
struct base;
struct incoming;

#define SEND_HEAD "orion-send\t1\n"

// Sends the build in that directory to the host, which publishes it; role and channel as with publish, or NULL. What the server prints
// goes to our standard output. 0, -E_NO when that is its answer, or negative and recorded.
int send_build(
	struct arena *a, const char *host, const char *dir, const char *role, const char *channel);

// The server's side: what comes through in is in the directory then as incoming_read leaves it. Answers go to out.
int send_receive(struct incoming *i, struct arena *a, const struct base *b, int in, int out);

#endif
