// SPDX-License-Identifier: MIT
// usage: measure DIR COMMAND...: runs it with its output thrown away, then syncfs of DIR: prints seconds of both together, the peak
// memory in kilobytes of the largest process, and the processor's seconds of all.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static int run(char **argv)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		execvp(*argv, argv);
		perror(*argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
	int dir = argc > 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
	struct rusage usage;

	if (dir < 0) {
		fprintf(stderr, "usage: measure DIR COMMAND...\n");
		return 2;
	}
	double begin = now();
	int status = run(argv + 2);
	if (status || syncfs(dir)) {
		fprintf(stderr, "measure: %s: status %d, %s\n", argv[2], status, strerror(errno));
		return 3;
	}
	double end = now();
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%.4f %ld %.4f\n", end - begin, usage.ru_maxrss,
		seconds(&usage.ru_utime) + seconds(&usage.ru_stime));
	return 0;
}
