// SPDX-License-Identifier: MIT
// Agreeing with other servers for ever: at once when something that is shared was changed here, or another one says that something was there, else every few
// seconds. What another says is an empty word, so nobody can lie by it; it makes this one look earlier than it would have, once a second at most.
#ifndef FOLLOWING_H
#define FOLLOWING_H

struct following {
	int every;	// ms between two looks when nothing happens
	unsigned port;	// UDP, of this one and of the others; 0: nobody is heard
	// Looks, in a process of its own. What it prints goes to the log of the system; on standard error, when it is something else than the last time.
	void (*once)(void);
};

// Returns when this server is none of several any more: 0; or negative and recorded.
int following(const struct following *f);

#endif
