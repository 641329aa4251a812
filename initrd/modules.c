// SPDX-License-Identifier: MIT
// Kernel modules for devices that have no driver yet.
#include "modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "file.h"
#include "modalias.h"
#include "say.h"

enum { TEXT_MAX = 8 << 20, COMPRESSED = 4 /* MODULE_INIT_COMPRESSED_FILE */ };

struct set {
	char dir[128];
	char *alias, *dep;
	size_t alias_size, dep_size;
	int loaded;
};

static void insert(void *ctx, const char *file)
{
	struct set *s = ctx;
	char path[512];

	if (snprintf(path, sizeof path, "%s/%s", s->dir, file) >= (int)sizeof path)
		return;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		say("modules: %s: %s", path, strerror(errno));
		return;
	}
	size_t n = strlen(path);
	int flags = n > 3 && !strcmp(path + n - 3, ".ko") ? 0 : COMPRESSED;
	if (!syscall(SYS_finit_module, fd, "", flags))
		s->loaded++;
	else if (errno != EEXIST)
		say("modules: %s: %s", file, strerror(errno));
	close(fd);
}

static int present(const char *module)
{
	char path[128];

	if (snprintf(path, sizeof path, "/sys/module/%s", module) >= (int)sizeof path)
		return 1;
	for (char *p = path; *p; p++)
		if (*p == '-')
			*p = '_';
	return !access(path, F_OK);
}

static void want(void *ctx, const char *module)
{
	struct set *s = ctx;
	int before = s->loaded;

	if (present(module))
		return;
	moddep_files(s->dep, s->dep_size, module, insert, s);
	if (s->loaded > before)
		say("modules: %s", module);
}

static void device(struct set *s, const char *bus, const char *name)
{
	char path[600], modalias[512];

	snprintf(path, sizeof path, "/sys/bus/%.64s/devices/%.255s/driver", bus, name);
	if (!access(path, F_OK))
		return;
	snprintf(path, sizeof path, "/sys/bus/%.64s/devices/%.255s/modalias", bus, name);
	if (file_line(path, modalias, sizeof modalias) > 0)
		modalias_match(s->alias, s->alias_size, modalias, want, s);
}

static void bus(struct set *s, const char *name)
{
	char path[300];
	struct dirent *e;

	snprintf(path, sizeof path, "/sys/bus/%s/devices", name);
	DIR *d = opendir(path);
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			device(s, name, e->d_name);
	if (d)
		closedir(d);
}

static int open_set(struct set *s)
{
	struct utsname u;
	char path[160];

	uname(&u);
	snprintf(s->dir, sizeof s->dir, "/usr/lib/modules/%s", u.release);
	snprintf(path, sizeof path, "%s/modules.alias", s->dir);
	s->alias = file_load(path, TEXT_MAX, &s->alias_size);
	snprintf(path, sizeof path, "%s/modules.dep", s->dir);
	s->dep = s->alias ? file_load(path, TEXT_MAX, &s->dep_size) : NULL;
	return s->dep ? 0 : -1;
}

int modules_load(void)
{
	struct set s = { .loaded = 0 };
	struct dirent *e;
	DIR *d = open_set(&s) ? NULL : opendir("/sys/bus");

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			bus(&s, e->d_name);
	if (d)
		closedir(d);
	free(s.alias);
	free(s.dep);
	return s.loaded;
}
