/* team.c: a loop spread over threads; see team.h. Without a second processor, or when no thread can
 * be had, the caller's thread does it all. */
#include "store/team.h"

#include "plain_locale.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

typedef struct {
	atomic_size_t next;
	size_t n;
	store_task task;
	void *context;
} team;

static _Thread_local int limit;

void store_team_limit(int threads)
{
	limit = threads;
}

static void *work(void *context)
{
	team *t = context;
	store_coder coder = {0};
	locale_t before = tally_plain_locale();
	for (size_t i; (i = atomic_fetch_add(&t->next, 1)) < t->n;)
		t->task(t->context, i, &coder);
	store_coder_release(&coder);
	uselocale(before);
	return NULL;
}

static size_t processors(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = limit > 0 ? limit : CPU_COUNT(&set);
	return n < 1 ? 1 : n > STORE_TEAM_MAX ? STORE_TEAM_MAX : (size_t)n;
}

void store_team(size_t n, store_task task, void *context)
{
	team t = {.n = n, .task = task, .context = context};
	pthread_t threads[STORE_TEAM_MAX];
	size_t wanted = processors(), started = 0;
	if (wanted > n)
		wanted = n;
	while (started + 1 < wanted && pthread_create(&threads[started], NULL, work, &t) == 0)
		started++;
	work(&t);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}
