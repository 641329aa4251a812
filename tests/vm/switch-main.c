// SPDX-License-Identifier: MIT
// The switch's command line: sockets in a directory, or a command for a running switch.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "switch.h"

static const char usage[] =
	"usage: switch [-b] -d DIR PORT...    serve: machines connect to DIR/PORT.sock\n"
	"       switch -c DIR COMMAND...      tell a running switch; each COMMAND is one line:\n"
	"\n"
	"  cut PORT [from | to]         frames from and to it vanish, or only these; it stays connected\n"
	"  cut PORT at BYTES [FRAMES]   both, with the first frame that has these bytes (hexadecimal) in it,\n"
	"                               or so many frames from and to it later\n"
	"  up PORT                      they pass again\n"
	"  delay PORT USEC              each frame waits so long, in each direction\n"
	"  loss PORT PERCENT [SEED]     frames lost, in each direction; a seed repeats the same losses\n"
	"  pcap FILE | pcap off         record every frame that comes in\n"
	"  stats                        a line a port: frames and bytes in and out, what was dropped\n"
	"\n"
	"  -b   go to the background when all sockets listen; prints the process id\n"
	"  -d   directory of the sockets      -h   this help\n"
	"\n"
	"exit status: 0 done, 1 the switch refused a command, 2 wrong call, 3 failed\n";

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static int failed(const char *doing, const char *what, int err)
{
	fprintf(stderr, "switch: %s %s: %s\n", doing, what, strerror(err));
	return 3;
}

// DIR/NAME.sock, or DIR/control.
static int address(struct sockaddr_un *a, const char *dir, const char *name, const char *suffix)
{
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	int n = snprintf(a->sun_path, sizeof(a->sun_path), "%s/%s%s", dir, name, suffix);
	return n < (int)sizeof(a->sun_path) ? 0 : ENAMETOOLONG;
}

// A listening socket, or a negative errno. A leftover of the same name is replaced.
static int listen_at(const char *dir, const char *name, const char *suffix)
{
	struct sockaddr_un a;
	int err = address(&a, dir, name, suffix);

	if (err)
		return -err;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	unlink(a.sun_path);
	if (!bind(fd, (struct sockaddr *)&a, sizeof(a)) && !listen(fd, 8))
		return fd;
	err = errno;
	close(fd);
	return -err;
}

static int add_ports(struct sw *sw, const char *dir, char **names)
{
	for (; *names; names++) {
		int fd = listen_at(dir, *names, ".sock");
		if (fd < 0)
			return failed("listen for", *names, -fd);
		int rc = sw_port(sw, *names, fd);
		if (rc < 0)
			return failed("port", *names, -rc);
	}
	int fd = listen_at(dir, "control", "");
	if (fd < 0)
		return failed("listen in", dir, -fd);
	sw_control(sw, fd);
	return 0;
}

// The parent prints the child's number and leaves; only the child returns.
static int background(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return failed("start", "in the background", errno);
	if (pid > 0) {
		printf("%ld\n", (long)pid);
		exit(fflush(stdout) ? 3 : 0);
	}
	if (!freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout))
		return failed("open", "/dev/null", errno);
	return 0;
}

static int serve(const char *dir, char **names, bool in_background)
{
	struct sw *sw = sw_new();
	struct sigaction action = { .sa_handler = on_signal };
	int rc = 0;

	if (!sw)
		return failed("start", dir, ENOMEM);
	rc = add_ports(sw, dir, names);
	if (!rc && in_background)
		rc = background();
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	while (!rc && !stop) {
		int err = sw_step(sw, -1);
		if (err < 0)
			rc = failed("wait in", dir, -err);
	}
	sw_free(sw);
	return rc;
}

// Sends one line, copies the answer up to its last line. 0, 1 or 3.
static int ask(FILE *in, FILE *out, const char *command)
{
	char line[SW_LINE];

	if (strchr(command, '\n') || strlen(command) > SW_LINE - 2)
		return failed("send", "the command", EINVAL);
	if (fprintf(out, "%s\n", command) < 0 || fflush(out))
		return failed("send", command, errno);
	while (fgets(line, sizeof(line), in)) {
		if (!strcmp(line, "ok\n"))
			return 0;
		if (!strncmp(line, "error: ", 7)) {
			fprintf(stderr, "switch: %s", line + 7);
			return 1;
		}
		fputs(line, stdout);
	}
	return failed("answer to", command, EPIPE);
}

static int tell(const char *dir, char **commands)
{
	struct sockaddr_un a;
	int err = address(&a, dir, "control", ""), rc = 0;

	if (err)
		return failed("reach", dir, err);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return failed("reach", a.sun_path, errno);
	FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
	if (!in || !out)
		return failed("reach", a.sun_path, errno);
	for (; *commands && !rc; commands++)
		rc = ask(in, out, *commands);
	if (fflush(stdout))
		return failed("write", "the answer", errno);
	return rc;
}

int main(int argc, char **argv)
{
	const char *dir = NULL, *control = NULL;
	bool in_background = false;

	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "--help"))
		return fputs(usage, stdout) < 0 || fflush(stdout) ? 3 : 0;
	for (int c; (c = getopt(argc, argv, "+bd:c:h")) != -1;) {
		switch (c) {
		case 'b': in_background = true; break;
		case 'd': dir = optarg; break;
		case 'c': control = optarg; break;
		case 'h': return fputs(usage, stdout) < 0 || fflush(stdout) ? 3 : 0;
		default: return fputs(usage, stderr), 2;
		}
	}
	if (!dir == !control || optind == argc || (control && in_background))
		return fputs(usage, stderr), 2;
	return dir ? serve(dir, argv + optind, in_background) : tell(control, argv + optind);
}
