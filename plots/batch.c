/* batch.c: threads take the next chart from a common counter; each has a gnuplot of its own. */
#include "batch.h"

#include "output.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define MOST_PROCESSES 8

typedef struct {
	tally_batch_chart *charts;
	size_t n;
	const tally_theme *theme;
	atomic_size_t next, failed;
} work;

static void *draw_charts(void *context)
{
	work *w = context;
	tally_gnuplot *gnuplot = NULL;
	for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->n;) {
		tally_batch_chart *c = &w->charts[i];
		c->err = (tally_error){.status = TALLY_OK};
		tally_status status = gnuplot ? TALLY_OK : tally_gnuplot_start(&gnuplot, &c->err);
		if (!status)
			status = tally_chart_write(gnuplot, c->chart, w->theme, c->width, c->height,
						   c->path, &c->err);
		if (status)
			atomic_fetch_add(&w->failed, 1);
	}
	tally_gnuplot_stop(gnuplot);
	return NULL;
}

static int processes_for(size_t n, int wanted)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	long most = wanted > 0 ? wanted : processors > 0 ? processors : 1;
	if (most > MOST_PROCESSES)
		most = MOST_PROCESSES;
	return (size_t)most > n ? (int)n : (int)most;
}

size_t tally_batch_write(tally_batch_chart *charts, size_t n, const tally_theme *theme,
			 int processes)
{
	pthread_t threads[MOST_PROCESSES];
	work w = {.charts = charts, .n = n, .theme = theme};
	int started = 0, wanted = processes_for(n, processes) - 1;
	while (started < wanted && pthread_create(&threads[started], NULL, draw_charts, &w) == 0)
		started++;
	draw_charts(&w); /* this thread draws too */
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	return atomic_load(&w.failed);
}
