// SPDX-License-Identifier: MIT
// A machine in QEMU. It is emulated, not virtualized: so it runs everywhere, in a virtual machine too, and is the same everywhere.
#include "rehearse.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "bundle_file.h"
#include "console.h"
#include "error.h"
#include "file.h"

#define QEMU "qemu-system-x86_64"
#define ARCH "x86_64"
#define SERVER \
	"10.0.2.100" // of the machine's network: who runs the command below for each connection

enum { MEMORY = 512, SILENCE = 120, PIECE = 1 << 20, LAST = 20 };

struct machine {
	struct arena *arena;
	const char *path;
	struct bundle_file bundle;
	int kernel, initrd;
	pid_t pid;
	int out;	// what it says
};

// --- what it takes

static bool is_there(const char *program)
{
	const char *path = getenv("PATH");
	char place[PATH_MAX];

	for (const char *end; path; path = end ? end + 1 : NULL) {
		end = strchr(path, ':');
		int n = end ? (int)(end - path) : (int)strlen(path);

		if (snprintf(place, sizeof place, "%.*s/%s", n, path, program) <
				(int)sizeof place &&
			!access(place, X_OK))
			return true;
	}
	return false;
}

int rehearse_can(void)
{
	return is_there(QEMU)
		? 0
		: fail(-E_DATA,
			  "--test boots it in " QEMU
			  ", which isn't here: install it (on Debian qemu-system-x86), or publish with "
			  "--host and --test from a machine that has it");
}

// QEMU takes the command apart at blanks and the option at commas.
static int check_path(const char *path)
{
	return path[strspn(path,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-@")]
		? fail(-E_DATA, "%s: --test wants a path of letters, digits and /._+-@ only", path)
		: 0;
}

// A part as a file of its own, for QEMU to open.
static int part(struct machine *m, const char *name)
{
	const struct bundle_part *p = bundle_find(&m->bundle, name);
	char *piece = malloc(PIECE);
	int rc = !p ? fail(-E_DATA, "it has no %s", name) : piece ? 0 : fail(-ENOMEM, "a part");
	int fd = rc ? rc : memfd_create(name, 0);

	if (!rc && fd < 0)
		rc = fail(-errno, "make %s", name);
	for (uint64_t done = 0; !rc && done < p->size;) {
		size_t n = p->size - done < PIECE ? (size_t)(p->size - done) : PIECE;

		rc = file_read_at(m->bundle.fd, piece, n, p->at + done, name);
		if (!rc)
			rc = file_write(fd, piece, n, name);
		done += n;
	}
	free(piece);
	return rc ? rc : fd;
}

// --- the machine

static char *command_line(struct machine *m)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&m->bundle.digest, hex);
	return arena_printf(m->arena,
		"quiet console=ttyS0 no_timer_check panic=-1 orion.root=ram:http://" SERVER
		"/root orion.manifest=%s",
		hex);
}

static int network(struct machine *m, char **option)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n < 0)
		return fail(-errno, "/proc/self/exe");
	self[n] = 0;
	int rc = check_path(self);
	if (!rc)
		rc = check_path(m->path);
	*option = arena_printf(m->arena,
		"user,id=net,restrict=on,guestfwd=tcp:" SERVER ":80-cmd:%s publish --answer %s",
		self, m->path);
	return rc ? rc : *option ? 0 : -ENOMEM;
}

static _Noreturn void run(char **argv, int out)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

static int start(struct machine *m)
{
	const struct bundle_part *root = bundle_find(&m->bundle, "root.erofs");
	struct arena *a = m->arena;
	char *net = NULL, *append = command_line(m);
	int out[2], rc = root ? network(m, &net) : fail(-E_DATA, "it has no root");
	char *memory = arena_printf(a, "%llu", MEMORY + (rc ? 0ULL : root->size >> 20));
	char *kernel = arena_printf(a, "/proc/self/fd/%d", m->kernel);
	char *initrd = arena_printf(a, "/proc/self/fd/%d", m->initrd);
	const char *const argv[] = { QEMU, "-nodefaults", "-no-user-config", "-no-reboot",
		"-display", "none", "-serial", "stdio", "-m", memory, "-kernel", kernel, "-initrd",
		initrd, "-append", append, "-netdev", net, "-device",
		"virtio-net-pci,netdev=net,romfile=", NULL };

	if (rc || !append || !memory || !kernel || !initrd)
		return rc ? rc : -ENOMEM;
	if (pipe2(out, O_CLOEXEC))
		return fail(-errno, "make a pipe");
	m->out = out[0];
	m->pid = fork();
	if (!m->pid)
		run((char **)argv, out[1]);
	close(out[1]);
	return m->pid < 0 ? fail(-errno, "fork") : 0;
}

static void stop(struct machine *m)
{
	if (m->pid > 0) {
		kill(m->pid, SIGKILL);
		while (waitpid(m->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (m->out >= 0)
		close(m->out);
}

// --- what it says

static int hear(struct machine *m, struct console *c)
{
	struct pollfd p = { m->out, POLLIN, 0 };
	char piece[4096];
	int n = poll(&p, 1, SILENCE * 1000);

	if (n < 0)
		return errno == EINTR ? 0 : fail(-errno, "poll");
	if (!n)
		return fail(-E_DATA, "it says nothing for %d s", SILENCE);
	ssize_t k = read(m->out, piece, sizeof piece);
	if (k < 0)
		return errno == EINTR ? 0 : fail(-errno, "read what it says");
	return k ? console_add(c, piece, (size_t)k) : fail(-E_DATA, "it ended before it was ready");
}

static int watch(struct machine *m)
{
	struct console c = { .ready = false };
	time_t began = time(NULL);
	int rc = 0;

	while (!rc && !c.ready)
		rc = hear(m, &c);
	if (rc)
		console_print(&c, LAST, stderr);
	else
		fprintf(stderr, "orion: booted in " QEMU ": ready after %lld s\n",
			(long long)(time(NULL) - began));
	return rc;
}

static int boot(struct machine *m)
{
	if (!text_is(m->bundle.arch, ARCH))
		return fail(-E_DATA, "--test boots " ARCH ", and this is for %.*s",
			TEXT_ARG(m->bundle.arch));
	m->kernel = part(m, "vmlinuz");
	m->initrd = m->kernel < 0 ? -1 : part(m, "initrd.img");
	int rc = m->kernel < 0 ? m->kernel : m->initrd < 0 ? m->initrd : start(m);
	if (!rc)
		rc = watch(m);
	stop(m);
	return rc;
}

int rehearse(struct arena *a, const char *path)
{
	struct machine m = { .arena = a, .path = path, .kernel = -1, .initrd = -1, .out = -1 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? fail(-errno, "open %s", path) : bundle_open(&m.bundle, a, fd, NULL);

	if (!rc) {
		fprintf(stderr, "orion: %.*s@%02x%02x%02x%02x%02x%02x is tested in " QEMU "\n",
			TEXT_ARG(m.bundle.role), m.bundle.digest.b[0], m.bundle.digest.b[1],
			m.bundle.digest.b[2], m.bundle.digest.b[3], m.bundle.digest.b[4],
			m.bundle.digest.b[5]);
		rc = boot(&m);
	}
	if (m.kernel >= 0)
		close(m.kernel);
	if (m.initrd >= 0)
		close(m.initrd);
	if (fd >= 0)
		close(fd);
	return during(rc, "the test in " QEMU);
}
