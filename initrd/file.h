// SPDX-License-Identifier: MIT
// Small files read and written whole, and the clock that counts from boot.
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Reads at most size - 1 bytes and ends them with 0; returns their number or -1.
ssize_t file_read(const char *path, char *buf, size_t size);

// The same, without the newline at the end.
ssize_t file_line(const char *path, char *buf, size_t size);

// Reads a whole file of at most max bytes into memory that the caller frees; NULL: errno says why.
char *file_load(const char *path, size_t max, size_t *size);

// Writes text to an existing file (sysfs, proc); returns 0 or -1.
int file_set(const char *path, const char *text);

// Makes a file with this content and mode; returns 0 or -1.
int file_make(const char *path, const char *text, mode_t mode);

// Milliseconds since boot (CLOCK_BOOTTIME).
int64_t now_ms(void);

// The number of kB that /proc/meminfo gives for key ("MemTotal:"), or 0.
uint64_t meminfo_kb(const char *key);

#endif
