/* transform.c: what all transforms share: types, computed points, looking up names. */
#include "transform/transform.h"

#include <math.h>
#include <string.h>

/* --- units and types ------------------------------------------------------- */

bool tally_type_is_rate(const tally_type *t)
{
	return t->dimension.n == 0 && !t->counts && !t->scalar && t->observed == TALLY_RATE;
}

static tally_status units_differ(const tally_transform *t, const tally_type inputs[2],
				 tally_error *err)
{
	char a[TALLY_DIMENSION_TEXT], b[TALLY_DIMENSION_TEXT];
	tally_dimension_print(&inputs[0].dimension, a);
	tally_dimension_print(&inputs[1].dimension, b);
	return tally_error_set(err, TALLY_EUSAGE, "%s: the units %s and %s do not fit; expected %s",
			       t->name, a, b, t->inputs);
}

/* Currency conversion: the rate's unit must cancel the currency, from above or from below. */
static tally_status converted_type(const tally_transform *t, const tally_type inputs[2],
				   tally_type *out, tally_error *err)
{
	tally_dimension product, quotient;
	const tally_dimension *a = &inputs[0].dimension, *rate = &inputs[1].dimension;
	if (!tally_dimension_multiply(a, rate, 1, &product) ||
	    !tally_dimension_multiply(a, rate, -1, &quotient))
		return units_differ(t, inputs, err);
	if (rate->n == 0 || (product.n > a->n && quotient.n > a->n))
		return units_differ(t, inputs, err);
	out->dimension = product.n <= quotient.n ? product : quotient;
	return TALLY_OK;
}

static tally_status quotient_type(const tally_transform *t, const tally_type inputs[2],
				  tally_type *out, tally_error *err)
{
	if (!tally_dimension_multiply(&inputs[0].dimension, &inputs[1].dimension, -1,
				      &out->dimension))
		return units_differ(t, inputs, err);
	out->observed = TALLY_RATE;
	out->display = TALLY_PLAIN;
	out->counts = out->dimension.n == 0 && inputs[0].counts != inputs[1].counts;
	return TALLY_OK;
}

tally_status tally_transform_type(const tally_transform *t, const tally_type inputs[2],
				  tally_type *out, tally_error *err)
{
	bool rate = tally_type_is_rate(&inputs[0]);
	const tally_type number = {.observed = TALLY_RATE};
	*out = inputs[0];
	out->scalar = false;
	switch (t->result) {
	case TALLY_RESULT_SAME:
		return TALLY_OK;
	case TALLY_RESULT_CHANGE:
		*out = number;
		out->display =
		    !rate ? TALLY_PERCENT
			  : (inputs[0].display == TALLY_PLAIN ? TALLY_PLAIN : TALLY_POINTS);
		return TALLY_OK;
	case TALLY_RESULT_DIFFERENCE:
		if (out->display == TALLY_PERCENT)
			out->display = TALLY_POINTS;
		return TALLY_OK;
	case TALLY_RESULT_SHARE:
		if (!tally_dimension_equal(&inputs[0].dimension, &inputs[1].dimension))
			return units_differ(t, inputs, err);
		*out = number;
		out->display = TALLY_PERCENT;
		return TALLY_OK;
	case TALLY_RESULT_QUOTIENT:
		return quotient_type(t, inputs, out, err);
	case TALLY_RESULT_DEFLATED:
		if (inputs[1].dimension.n != 0)
			return units_differ(t, inputs, err);
		return TALLY_OK;
	case TALLY_RESULT_CONVERTED:
		return converted_type(t, inputs, out, err);
	case TALLY_RESULT_INDEX:
		*out = number;
		out->observed = TALLY_INDEX;
		return TALLY_OK;
	case TALLY_RESULT_NUMBER:
		*out = number;
		out->observed = TALLY_INDEX;
		return TALLY_OK;
	case TALLY_RESULT_PERCENT:
		*out = number;
		out->display = TALLY_PERCENT;
		return TALLY_OK;
	}
	return TALLY_OK;
}

/* --- computed points ------------------------------------------------------- */

void tally_series_put(tally_series *out, tally_period period, double value, double lo, double hi,
		      char status)
{
	if (!isfinite(value)) {
		tally_series_put_missing(out, period, TALLY_OUT_OF_RANGE);
		return;
	}
	out->points[out->n++] = (tally_point){.period = period,
					      .value = value,
					      .lo = lo,
					      .hi = hi,
					      .status = status,
					      .published = TALLY_DAY_NONE,
					      .claim = -1};
}

void tally_series_put_missing(tally_series *out, tally_period period, tally_reason reason)
{
	out->points[out->n++] = (tally_point){.period = period,
					      .value = NAN,
					      .lo = NAN,
					      .hi = NAN,
					      .status = 'M',
					      .reason = (uint8_t)reason,
					      .published = TALLY_DAY_NONE,
					      .claim = -1};
}

char tally_status_worse(char a, char b)
{
	static const char order[] = "ANJSGWDVUQPIEFB"; /* SDMX CL_OBS_STATUS, by caution */
	if (a == 'A' && b == 'A')
		return 'A'; /* nearly always */
	const char *x = strchr(order, a), *y = strchr(order, b);
	if (!a || !x)
		return b && y ? b : 'A';
	return b && y > x ? b : a;
}

bool tally_period_follows(tally_period a, tally_period b)
{
	int steps;
	if (a.last + 1 != b.first && a.first != a.last)
		return false;
	return tally_period_distance(a, b, &steps) && steps == 1;
}

/* --- names ----------------------------------------------------------------- */

const tally_transform *tally_transform_find(const char *name, size_t len)
{
	for (const tally_transform *t = tally_transforms; t->name; t++)
		if (strlen(t->name) == len && memcmp(t->name, name, len) == 0)
			return t;
	return NULL;
}

const char *tally_transform_near(const char *text)
{
	const char *names[128];
	int n = 0;
	for (const tally_transform *t = tally_transforms; t->name && n < 128; t++)
		names[n++] = t->name;
	return tally_near_word(text, names, n);
}
