// SPDX-License-Identifier: MIT
// The directory opened last.
#include "parent.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

void parent_init(struct parent *p, int root)
{
	p->root = root;
	p->fd = -1;
	p->n = 0;
}

void parent_forget(struct parent *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

int parent_of(struct parent *p, struct text path, const char **name)
{
	struct text above = path_parent(path), last = path_name(path);

	if (above.n >= sizeof p->path || last.n >= sizeof p->name)
		return -ENAMETOOLONG;
	memcpy(p->name, last.s, last.n);
	p->name[last.n] = 0;
	*name = p->name;
	if (p->fd >= 0 && p->n == above.n && !memcmp(p->path, above.s, above.n))
		return p->fd;
	parent_forget(p);
	memcpy(p->path, above.s, above.n);
	p->path[above.n] = 0;
	p->n = above.n;
	p->fd = file_open(p->root, above.n ? p->path : ".", O_RDONLY | O_DIRECTORY, 0);
	return p->fd;
}
