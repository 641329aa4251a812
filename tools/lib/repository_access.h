// SPDX-License-Identifier: MIT
// How an open repository is reached: for repository.c, which reads what is signed, and repository_package.c, which fetches packages.
#ifndef REPOSITORY_ACCESS_H
#define REPOSITORY_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "fetch.h"

struct arena;
struct delta;
struct error;
struct repository;

struct repository_access {
	struct arena *arena;
	int dir;	// the repository, or -1 when it is afar
	int cache;	// its part of the cache, or -1
	bool started;	// the fetcher
	bool no_ranges;	// the server sends whole files only
	struct delta *delta;	// frames that the cache has, or NULL
	struct fetcher fetcher;
};

// A file of the repository, at most so many bytes, to fd, from where that stands.
int repository_fetch(struct repository *r, const char *name, uint64_t limit, int fd);

// So many bytes from that place, to the same place in fd.
int repository_fetch_part(struct repository *r, const char *name, uint64_t at, uint64_t n, int fd);

// Why another address wasn't better than the one before: both are said. rc.
int repository_also(int rc, const struct error *before);

#endif
