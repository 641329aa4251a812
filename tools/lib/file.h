// SPDX-License-Identifier: MIT
// Files below a directory that is open. No path leads out of it, nor through a symbolic link (openat2).
// Results are 0 or more, or negative and recorded, with the path as it was given.
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "text.h"

struct arena;
struct buffer;
struct stat;

// Opens a directory that the caller of the program named: symbolic links count. AT_FDCWD is its start.
int file_open_dir(const char *path);

// As open(2), O_CLOEXEC always; a descriptor. Links are not followed, the last component's neither. "." is dir itself.
int file_open(int dir, const char *path, int flags, mode_t mode);

// Opens a regular file to be read; -E_DATA for anything else, which is not opened: that may do something, or wait for somebody.
int file_open_regular(int dir, const char *path);

// Opens the directory that holds path (dir itself for a path without slash); *name is the last component.
int file_open_parent(int dir, const char *path, const char **name);

// Makes the directory and those above it that are missing. One that is there stays as it is.
int file_make_dirs(int dir, const char *path, mode_t mode);

// Takes away a file, link or (AT_REMOVEDIR in flags) an empty directory.
int file_remove(int dir, const char *path, int flags);

// The same of a file that need not be there.
int file_remove_if_there(int dir, const char *path);

// Takes away the directory and all in it, without following links; it is no error when it isn't there.
int file_remove_tree(int dir, const char *path);

// The target of a link, ended by a 0, in arena memory.
int file_read_link(struct arena *a, int dir, const char *path, struct text *target);

// Exactly n bytes; -E_DATA when the file ends before. what names the file in the record.
int file_read_at(int fd, void *data, size_t n, uint64_t at, const char *what);

// Up to n bytes from where it stands, fewer only at the end of the file: how many.
ssize_t file_read_some(int fd, void *data, size_t n, const char *what);

// To its end, into the buffer: of what doesn't say how long it is. -EFBIG when it is more than limit bytes.
int file_read_all(struct buffer *b, int fd, size_t limit, const char *what);

// All n bytes, whatever write(2) takes at a time.
int file_write(int fd, const void *data, size_t n, const char *what);

// The same at that place.
int file_write_at(int fd, const void *data, size_t n, uint64_t at, const char *what);

// Copies n bytes to the same place of another file, by the kernel itself where it can; shares them where the file system can.
int file_copy_at(int from, int to, size_t n, uint64_t at, const char *what);

// The whole of a regular file of at most limit bytes, in arena memory with a 0 behind it. -ENOENT when there is none.
int file_load(struct arena *a, int dir, const char *path, size_t limit, struct text *t);

// The same of one that need not be there: it is empty then.
int file_load_or_none(struct arena *a, int dir, const char *path, size_t limit, struct text *t);

// The same of what is open, from its start.
int file_load_fd(struct arena *a, int fd, size_t limit, struct text *t, const char *what);

// Replaces or makes a file so that it is the old one or the new one, whatever happens: written beside it as
// .NAME.new, fsync, rename, fsync of the directory.
int file_replace(int dir, const char *path, mode_t mode, const void *data, size_t n);

// The same with that mode and owner.
int file_replace_as(int dir, const char *path, const struct stat *like, const void *data, size_t n);

// The same of what a function writes, which returns 0, or negative and recorded.
typedef int file_writer(int fd, void *arg);
int file_replace_by(int dir, const char *path, mode_t mode, file_writer *write, void *arg);

// fsync of the directory.
int file_sync_dir(int dir, const char *path);

#endif
