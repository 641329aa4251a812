// SPDX-License-Identifier: MIT
// The names in a directory, in no order, without . and ..:
//
//	rc = directory_open(&d, dir, "channels");
//	while (!rc && (name = directory_next(&d)))
//		rc = look_at(d.fd, name);
//	return directory_close(&d, rc);
#ifndef DIRECTORY_H
#define DIRECTORY_H

struct directory {
	void *stream;	// NULL: it isn't open
	int fd, rc;
	const char *path;
};

// Opens what is below dir; "." is dir itself. 0, or negative and recorded.
int directory_open(struct directory *d, int dir, const char *path);

// The same; one that isn't there has no names.
int directory_open_or_none(struct directory *d, int dir, const char *path);

// The next name, until the next call; NULL at the end, or where it can't be read on.
const char *directory_next(struct directory *d);

// Closes it, also one that couldn't be opened. rc, when that is an error already; else what made reading stop, recorded; else rc.
int directory_close(struct directory *d, int rc);

#endif
