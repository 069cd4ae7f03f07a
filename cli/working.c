/* working.c: a thread that waits for the end of the work or for a second to pass, whichever comes
 * first, and then tells every half second how long it has been. It writes past the stream, whose
 * guard lets no control character through (terminal.c). */
#include "working.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	pthread_t thread;
	const char *what;
	bool running, over;
} work = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct timespec later(struct timespec t, long milliseconds)
{
	t.tv_sec += milliseconds / 1000;
	t.tv_nsec += milliseconds % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static void *tell(void *unused)
{
	struct timespec begun, next;
	bool told = false;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	next = later(begun, 1000);
	pthread_mutex_lock(&work.lock);
	while (!work.over) {
		if (pthread_cond_timedwait(&work.ended, &work.lock, &next) == 0 || work.over)
			continue;
		dprintf(STDERR_FILENO, "\r%s: %ld s\033[K", work.what, (long)(next.tv_sec - begun.tv_sec));
		told = true;
		next = later(next, 500);
	}
	if (told)
		dprintf(STDERR_FILENO, "\r\033[K");
	pthread_mutex_unlock(&work.lock);
	return unused;
}

void cli_working(const char *what)
{
	pthread_condattr_t attributes;

	if (!isatty(STDERR_FILENO) || work.running)
		return;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&work.ended, &attributes);
	pthread_condattr_destroy(&attributes);
	work.what = what;
	work.over = false;
	work.running = pthread_create(&work.thread, NULL, tell, NULL) == 0;
}

void cli_worked(void)
{
	if (!work.running)
		return;
	pthread_mutex_lock(&work.lock);
	work.over = true;
	pthread_cond_signal(&work.ended);
	pthread_mutex_unlock(&work.lock);
	pthread_join(work.thread, NULL);
	pthread_cond_destroy(&work.ended);
	work.running = false;
}
