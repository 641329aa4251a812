// SPDX-License-Identifier: MIT
// What is in a backup, and the text that says so: docs/orion-backup.5.scd.
#ifndef BACKUP_LIST_H
#define BACKUP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "text.h"

struct arena;
struct base;
struct buffer;

enum { BACKUP_LIST_LENGTH = 16 << 20 }; // bytes of the text

struct backup_file {
	const char *path; // below the base
	unsigned mode; // permissions only
	uint64_t size;
	struct digest digest;
};

struct backup_list {
	struct backup_file *item; // sorted by path
	size_t count;
};

// May that path be in a backup? With all, bundles and packages may.
bool backup_takes(const char *path, bool all);

// May something in that directory be in one?
bool backup_leads(const char *dir, bool all);

// 0, or -E_DATA with the line and what is wrong with it recorded: no path leads out of a base, or to what a backup hasn't.
int backup_parse(struct backup_list *l, struct arena *a, struct text t);
void backup_write(struct buffer *b, const struct backup_list *l);

// What a base has of it now. Wants the base's lock.
int backup_scan(struct backup_list *l, struct arena *a, const struct base *b, bool all);

#endif
