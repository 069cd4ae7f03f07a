/* axis.c: ranges stretched to round numbers, and ticks for numbers, days and names. */
#include "axis.h"

#include "format.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

double tally_nice_step(double rough)
{
	if (!(rough > DBL_MIN))
		return DBL_MIN;
	double power = pow(10, floor(log10(rough)));
	static const double nice[] = {1, 2, 2.5, 5, 10};
	for (int i = 0; i < 5; i++)
		if (nice[i] * power >= rough * (1 - 1e-9))
			return nice[i] * power;
	return 10 * power;
}

static void widen(double value, double *lo, double *hi)
{
	if (!isfinite(value))
		return;
	/* Beyond this the width of a range is no double any more. */
	value = fmin(fmax(value, -1e300), 1e300);
	*lo = fmin(*lo, value);
	*hi = fmax(*hi, value);
}

static void marks_range(const tally_panel *panel, bool is_x, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t l = 0; l < panel->n_layers; l++) {
		const tally_layer *layer = panel->layers[l];
		bool wide = layer->shape == TALLY_SHAPE_BAND || layer->shape == TALLY_SHAPE_BAR ||
			    layer->shape == TALLY_SHAPE_SEGMENT;
		bool wide_x = wide && layer->shape != TALLY_SHAPE_BAND;
		for (size_t i = 0; i < layer->n; i++) {
			const tally_mark *m = &layer->marks[i];
			widen(is_x ? m->x : m->y, lo, hi);
			if (is_x ? wide_x : wide)
				widen(is_x ? m->x2 : m->y2, lo, hi);
		}
	}
}

/* Room for the arrows of "over" and "under". */
static void arrow_room(const tally_panel *panel, double *lo, double *hi)
{
	unsigned seen = 0;
	for (size_t l = 0; l < panel->n_layers; l++)
		for (size_t i = 0; i < panel->layers[l]->n; i++)
			seen |= panel->layers[l]->marks[i].marks;
	double room = 0.08 * (*hi > *lo ? *hi - *lo : fabs(*hi));
	*hi += seen & TALLY_MARK_OVER ? room : 0;
	*lo -= seen & TALLY_MARK_UNDER ? room : 0;
}

static void number_range(const tally_axis *axis, double steps, double *lo, double *hi, double *step)
{
	if (axis->zero || (*lo > 0 && *lo < 0.4 * *hi) || (*hi < 0 && *hi > 0.4 * *lo)) {
		*lo = fmin(*lo, 0);
		*hi = fmax(*hi, 0);
	}
	if (*hi - *lo <= fmax(1e-12 * fmax(fabs(*hi), fabs(*lo)), 1e-280)) {
		double room = fabs(*hi) > 1e-279 ? fabs(*hi) * 0.1 : 1;
		*lo -= *lo == 0 ? 0 : room;
		*hi += room;
	}
	*step = tally_nice_step((*hi - *lo) / fmax(steps, 1));
	double lowest = floor(*lo / *step + 1e-9) * *step;
	double highest = ceil(*hi / *step - 1e-9) * *step;
	/* A quarter of a step suffices beyond the data: no need for the next round number. */
	*lo = *lo - lowest > 0.75 * *step ? *lo - 0.2 * *step : lowest;
	*hi = highest - *hi > 0.75 * *step ? *hi + 0.2 * *step : highest;
}

static void add(tally_ticks *t, double at, const char *text, const char *below, bool mark)
{
	if (t->n >= TALLY_TICKS_MAX)
		return;
	tally_tick *tick = &t->ticks[t->n++];
	tick->at = at;
	tick->mark = mark;
	snprintf(tick->text, sizeof tick->text, "%s", text);
	snprintf(tick->below, sizeof tick->below, "%s", below);
}

static int decimals_of(double step)
{
	int decimals = 0;
	while (decimals < 6 && fabs(step - round(step)) > 1e-6 * step) {
		step *= 10;
		decimals++;
	}
	return decimals;
}

static void number_ticks(const tally_axis *axis, double step, tally_ticks *t)
{
	int decimals = decimals_of(step);
	for (double k = ceil(t->lo / step - 1e-9); k * step <= t->hi + 1e-9 * step; k++) {
		char text[TALLY_NUMBER_TEXT + 32];
		double value = k * step;
		size_t n = tally_number_print(value == 0 ? 0 : value, decimals, text);
		snprintf(text + n, sizeof text - n, "%s", axis->suffix ? axis->suffix : "");
		add(t, value, text, "", true);
		if (t->n >= TALLY_TICKS_MAX)
			return;
	}
}

/* Names are clean already; too many for the length are left out at even steps. */
static void name_ticks(const tally_axis *axis, double length, double least, tally_ticks *t)
{
	double room = length / (double)(axis->n_names ? axis->n_names : 1);
	size_t step = room >= least ? 1 : (size_t)ceil(least / fmax(room, 1e-6));
	while (axis->n_names / step >= TALLY_TICKS_MAX)
		step++;
	for (size_t i = 0; i < axis->n_names; i += step)
		add(t, (double)i, axis->names[i], "", false);
}

static double widest_name(const tally_axis *axis, const tally_ruler *ruler, double size)
{
	double widest = 0;
	for (size_t i = 0; i < axis->n_names; i++)
		widest = fmax(widest, tally_text_width(ruler, axis->names[i], size, false));
	return widest;
}

static double day_at(int year, int month)
{
	return tally_day_of(year, month, 1);
}

static void year_ticks(const tally_axis *axis, double px_per_year, double label, tally_ticks *t)
{
	static const int steps[] = {1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000};
	int step = 1000, first, last, m, d;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] * px_per_year >= label) {
			step = steps[i];
			break;
		}
	tally_day_split((tally_day)floor(t->lo), &first, &m, &d);
	tally_day_split((tally_day)floor(t->hi), &last, &m, &d);
	for (int y = first; y <= last; y++) {
		double start = day_at(y, 1), middle = (start + day_at(y + 1, 1) - 1) / 2;
		char text[16];
		snprintf(text, sizeof text, "%d", y);
		if (y % step == 0 && middle >= t->lo && middle <= t->hi)
			add(t, middle, text, "", axis->years);
		if (!axis->years && step == 1 && start >= t->lo && start <= t->hi)
			add(t, start, "", "", true);
	}
}

static void month_ticks(double px_per_month, double label, const char *lang, tally_ticks *t)
{
	static const char *const en[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int step = px_per_month >= label ? 1 : px_per_month * 3 >= label ? 3 : 6;
	int y, m, d, last_year = 0;
	tally_day_split((tally_day)floor(t->lo), &y, &m, &d);
	for (double start = day_at(y, m); start <= t->hi; start = day_at(y, m)) {
		int next_y = m == 12 ? y + 1 : y, next_m = m == 12 ? 1 : m + 1;
		double middle = (start + day_at(next_y, next_m) - 1) / 2;
		char text[16], year[8] = "";
		if ((m - 1) % step == 0 && middle >= t->lo && middle <= t->hi) {
			if (tally_zh(lang))
				snprintf(text, sizeof text, "%d月", m);
			else
				snprintf(text, sizeof text, "%s", en[m - 1]);
			if (y != last_year)
				snprintf(year, sizeof year, "%d", y % 10000);
			last_year = y;
			add(t, middle, text, year, true);
		}
		y = next_y;
		m = next_m;
	}
}

static void day_ticks(double length, double label, const char *lang, tally_ticks *t)
{
	double step = ceil(fmax((t->hi - t->lo) * label * 1.6 / fmax(length, 1), 1));
	for (double day = ceil(t->lo); day <= t->hi && t->n < TALLY_TICKS_MAX; day += step) {
		int y, m, d;
		char text[32];
		tally_day_split((tally_day)day, &y, &m, &d);
		if (tally_zh(lang))
			snprintf(text, sizeof text, "%d月%d日", m, d);
		else
			snprintf(text, sizeof text, "%d-%02d-%02d", y, m, d);
		add(t, day, text, "", true);
	}
}

static void time_ticks(const tally_axis *axis, double length, double label, const char *lang,
		       tally_ticks *t)
{
	double days = fmax(t->hi - t->lo, 1), px_per_day = length / days;
	if (axis->years || days > 800)
		year_ticks(axis, px_per_day * 365.25, label, t);
	else if (days > 45)
		month_ticks(px_per_day * 30.4, label, lang, t);
	else
		day_ticks(length, label, lang, t);
}

static void time_range(const tally_axis *axis, tally_ticks *t)
{
	/* Half a period of room at both ends. */
	double room = axis->years ? 200 : fmax((t->hi - t->lo) * 0.015, 1);
	if (isnan(axis->lo))
		t->lo -= room;
	if (isnan(axis->hi))
		t->hi += room;
	/* Days the calendar knows. */
	t->lo = fmax(t->lo, -719000);
	t->hi = fmin(t->hi, 2900000);
	if (!(t->hi > t->lo))
		t->hi = t->lo + 1;
}

void tally_ticks_make(const tally_panel *panel, bool is_x, double length, double spacing,
		      const tally_ruler *ruler, double size, const char *lang, tally_ticks *out)
{
	const tally_axis *axis = is_x ? &panel->x : &panel->y;
	out->n = 0;
	marks_range(panel, is_x, &out->lo, &out->hi);
	if (!isnan(axis->line))
		widen(axis->line, &out->lo, &out->hi);
	if (axis->scale == TALLY_SCALE_CATEGORY) {
		out->lo = isnan(axis->lo) ? -0.5 : axis->lo;
		out->hi = isnan(axis->hi) ? (double)axis->n_names - 0.5 : axis->hi;
		if (!(out->hi > out->lo))
			out->hi = out->lo + 1;
		double least = is_x ? widest_name(axis, ruler, size) + size * 0.6 : size * 1.15;
		name_ticks(axis, length, least, out);
		return;
	}
	if (!(out->lo <= out->hi)) {
		out->lo = 0;
		out->hi = 1;
	}
	out->lo = isnan(axis->lo) ? out->lo : axis->lo;
	out->hi = isnan(axis->hi) ? out->hi : axis->hi;
	if (axis->scale == TALLY_SCALE_TIME) {
		time_range(axis, out);
		double label = tally_text_width(ruler, "2024", size, false) + size * 0.8;
		time_ticks(axis, length, label, lang, out);
		return;
	}
	double step;
	if (!is_x)
		arrow_room(panel, &out->lo, &out->hi);
	number_range(axis, length / spacing, &out->lo, &out->hi, &step);
	out->lo = isnan(axis->lo) ? out->lo : axis->lo;
	out->hi = isnan(axis->hi) ? out->hi : axis->hi;
	number_ticks(axis, step, out);
}
