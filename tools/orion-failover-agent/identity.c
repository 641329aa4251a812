// SPDX-License-Identifier: MIT
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error.h"

// In front of the server's handle: number and type of the file, then the size of the handle, in this machine's order.
enum { BEFORE = 3 * 4, HANDLE_ROOM = 128 };

int identity_handle(struct nfo_handle *h, const uint8_t *bytes, size_t n)
{
	uint16_t size;

	if (n < BEFORE + sizeof size)
		return fail(-E_DATA, "the kernel gives no handle of NFS");
	memcpy(&size, bytes + BEFORE, sizeof size);
	if (!size || size > NFO_HANDLE_MAX || size > n - BEFORE - sizeof size)
		return fail(-E_DATA, "the kernel gives no handle of NFSv3");
	h->size = (uint8_t)size;
	memcpy(h->data, bytes + BEFORE + sizeof size, size);
	return 0;
}

static int file_handle_of(int fd, struct nfo_handle *h, int *mount)
{
	union {
		struct file_handle handle;
		uint8_t room[sizeof(struct file_handle) + HANDLE_ROOM];
	} u = { .handle.handle_bytes = HANDLE_ROOM };
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return fail(-errno, "statfs");
	if (fs.f_type != NFS_SUPER_MAGIC)
		return fail(-E_DATA,
			"it is not on NFS: name a file below the mount itself, not below an overlay");
	if (name_to_handle_at(fd, "", &u.handle, mount, AT_EMPTY_PATH))
		return fail(-errno, "its handle");
	return identity_handle(h, u.handle.f_handle, u.handle.handle_bytes);
}

// Opens a regular file that has content.
static int open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return fail(-errno, "open");
	int rc = fstat(fd, st) ? fail(-errno, "stat") : 0;
	if (!rc && (!S_ISREG(st->st_mode) || !st->st_size))
		rc = fail(-E_DATA, "it is no regular file, or empty");
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

static int read_identity(struct nfo_terms *t, const char *path, int *mount)
{
	struct stat st;
	int fd = open_regular(path, &st);

	if (fd < 0)
		return fd;
	int rc = file_handle_of(fd, &t->identity, mount);
	ssize_t n = rc ? 0 : pread(fd, t->identity_data, sizeof t->identity_data, 0);
	if (!rc && n <= 0)
		rc = fail(n < 0 ? -errno : -E_DATA, "read");
	t->identity_size = n > 0 ? (uint32_t)n : 0;
	close(fd);
	return rc;
}

static int read_sample(struct nfo_terms *t, const char *path, int mount)
{
	struct stat st;
	int other, fd = open_regular(path, &st);

	if (fd < 0)
		return fd;
	int rc = file_handle_of(fd, &t->sample, &other);
	if (!rc && other != mount)
		rc = fail(-E_DATA, "it is a file of another mount");
	t->sample_length = (uint64_t)st.st_size;
	close(fd);
	return rc;
}

int identity_read(struct nfo_terms *t, const char *identity, const char *sample, int *mount)
{
	int rc = during(read_identity(t, identity, mount), "%s", identity);

	if (!rc && sample)
		rc = during(read_sample(t, sample, *mount), "%s", sample);
	return rc;
}
