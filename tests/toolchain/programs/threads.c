// SPDX-License-Identifier: MIT
// Threads with a mutex, and a thread-local variable that each has for itself, initialised.
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 8, ROUNDS = 10000 };

static _Thread_local int mine = 7;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long sum;

static void *work(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		mine++;
		pthread_mutex_lock(&lock);
		sum++;
		pthread_mutex_unlock(&lock);
	}
	*(int *)arg = mine;
	return NULL;
}

int main(void)
{
	pthread_t t[THREADS];
	int result[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, work, &result[i]))
			return 1;
	for (int i = 0; i < THREADS; i++)
		if (pthread_join(t[i], NULL) || result[i] != ROUNDS + 7)
			return 1;
	printf("%ld %d\n", sum, mine);
	return sum != (long)THREADS * ROUNDS || mine != 7;
}
