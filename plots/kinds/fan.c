/* fan.c: every release of a series: what was known after each of them.
 *
 * The line of a release day shows for each period the newest figure published until then, from
 * pale (the first release) to deep (the last). Series without dates of release have no fan. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_fan;

#define MOST_LINES 48

/* One release's figure of one period. */
typedef struct {
	tally_period period;
	tally_day published;
	double value;
} release;

typedef struct {
	const tally_kind_input *in;
	const tally_series *series;
	release *items; /* by period, then day */
	size_t n;
	tally_day *days; /* distinct days of release, ascending */
	size_t n_days;
} fan;

static int by_period(const void *a, const void *b)
{
	const release *s = a, *t = b;
	int order = tally_period_compare(s->period, t->period);
	return order ? order : (s->published > t->published) - (s->published < t->published);
}

static int by_day(const void *a, const void *b)
{
	tally_day s = *(const tally_day *)a, t = *(const tally_day *)b;
	return (s > t) - (s < t);
}

static bool belongs(const fan *f, const tally_claim *c)
{
	const tally_series_key *k = &f->series->key;
	return c->metric == k->metric && c->region == k->region && c->measure == k->measure &&
	       c->kind == k->kind && c->published != TALLY_DAY_NONE &&
	       (c->adjustment ? c->adjustment : 'N') == k->adjustment &&
	       tally_period_frequency(c->period) == k->frequency &&
	       tally_prices_equal(tally_claim_prices(c, f->in->codes), k->prices);
}

static void gather(fan *f)
{
	const tally_claims *claims = f->in->claims;
	for (size_t i = 0; i < claims->n; i++) {
		const tally_claim *c = &claims->items[i];
		double value = belongs(f, c) ? tally_claim_value(c, f->in->codes) : NAN;
		if (!isfinite(value))
			continue;
		f->days[f->n] = c->published;
		f->items[f->n++] = (release){c->period, c->published, value};
	}
	qsort(f->items, f->n, sizeof *f->items, by_period);
	qsort(f->days, f->n, sizeof *f->days, by_day);
	for (size_t i = 0; i < f->n; i++)
		if (f->n_days == 0 || f->days[f->n_days - 1] != f->days[i])
			f->days[f->n_days++] = f->days[i];
}

static void add_line(const fan *f, tally_panel *panel, size_t place, const tally_shown *d)
{
	bool last = place + 1 == f->n_days;
	tally_layer *line = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, 0);
	line->shade = last ? NAN : 0.25 + 0.75 * (double)place / (double)f->n_days;
	line->colour = last ? 1 : 0;
	line->width = last ? 1 : 0.6;
	const release *before = NULL;
	for (size_t i = 0; i < f->n; i++) {
		/* The newest figure of this period known on that day. */
		const release *r = NULL;
		for (; i < f->n; i++) {
			if (f->items[i].published <= f->days[place])
				r = &f->items[i];
			if (i + 1 == f->n ||
			    !tally_period_equal(f->items[i].period, f->items[i + 1].period))
				break;
		}
		if (!r)
			continue;
		bool apart = before && !tally_kind_adjacent(f->series, before->period, r->period);
		tally_layer_point(line, tally_kind_x(r->period), r->value / d->per,
				  apart ? TALLY_MARK_APART : 0);
		before = r;
	}
	if (last) {
		char day[TALLY_PERIOD_TEXT];
		tally_day_print(f->days[place], day);
		line->label = tally_chart_keep(panel->chart, day);
		line->place = TALLY_LABEL_END;
	}
}

static void draw(const fan *f, tally_chart *chart)
{
	tally_shown d = tally_kind_display(f->in, &f->series, 1);
	tally_panel *panel = tally_chart_add_panel(chart);
	panel->x.scale = TALLY_SCALE_TIME;
	panel->x.years = f->series->key.frequency == TALLY_FREQ_YEAR;
	panel->y.suffix = d.percent ? "%" : NULL;
	size_t step = (f->n_days + MOST_LINES - 1) / MOST_LINES;
	for (size_t i = (f->n_days - 1) % step; i < f->n_days; i += step)
		add_line(f, panel, i, &d);
	tally_kind_input one = *f->in;
	one.series = f->series;
	one.n = 1;
	char first[TALLY_PERIOD_TEXT];
	tally_day_print(f->days[0], first);
	tally_kind_caption(
	    &one, &d,
	    tally_chart_print(chart,
			      tally_say(f->in->lang, "%zu releases since %s, pale to deep",
					"自%2$s以来%1$zu次发布，由浅入深"),
			      f->n_days, first),
	    true, chart);
}

/* The series with the most points; a fan shows one. */
static const tally_series *longest(const tally_kind_input *in)
{
	const tally_series *best = &in->series[0];
	for (size_t i = 1; i < in->n; i++)
		if (in->series[i].n > best->n)
			best = &in->series[i];
	return best;
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	size_t room = (in->claims ? in->claims->n : 0) + 1;
	fan f = {.in = in,
		 .series = longest(in),
		 .items = calloc(room, sizeof *f.items),
		 .days = calloc(room, sizeof *f.days)};
	bool memory = !f.items || !f.days;
	if (!memory && in->claims)
		gather(&f);
	if (f.n_days > 0)
		draw(&f, chart);
	free(f.items);
	free(f.days);
	if (f.n_days > 0)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return memory ? tally_error_memory(err)
		      : tally_error_set(err, TALLY_EINPUT,
					"no release of this series has a date of publication");
}

const tally_chart_kind tally_kind_fan = {"fan", "what was known after each release",
					 "METRIC REGION", build};
