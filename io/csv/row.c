/* row.c: one record of figures to claims.
 *
 * The row's own fields are looked up (resolve.c), each value column's cell is read (cell.c), and
 * what the column's head says is put on top. A bad cell is complained of with its place and left
 * out; cells = stored + missing + refused always holds. */
#include "csv/reader.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- complaints ------------------------------------------------------------------------ */

/* At most 60 bytes of a cell, cut at a character, for a message. */
static void quote_cell(const char *text, size_t len, char out[80])
{
	size_t n = len;
	if (n > 60) {
		n = 60;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		out[k++] = (unsigned char)text[i] < ' ' ? ' ' : text[i];
	snprintf(out + k, 80 - k, "%s", n < len ? "…" : "");
}

static void complain(csv_reader *r, int column, const char *what, const char *text, size_t len,
		     const char *message)
{
	char cell[80], full[512];

	size_t n = strlen(what);

	quote_cell(text, len, cell);
	/* Some messages begin with what was found already. */
	if (strncmp(message, what, n) == 0 && strncmp(message + n, " \"", 2) == 0)
		snprintf(full, sizeof full, "%s", message);
	else
		snprintf(full, sizeof full, "%s \"%s\": %s", what, cell, message);
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, column + 1L, "%s", full);
	if (!r->line_refused)
		snprintf(r->error, sizeof r->error, "%s", full);
	r->line_refused = true;
}

static void complain_of_row(csv_reader *r, const char *message)
{
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 0, "%s", message);
	if (!r->line_refused)
		snprintf(r->error, sizeof r->error, "%s", message);
	r->line_refused = true;
}

/* --- fields of a row --------------------------------------------------------------------- */

static void apply(csv_reader *r, csv_field f, const csv_resolved *v)
{
	tally_claim *c = &r->row;

	switch (f) {
	case CSV_METRIC:
		r->named = v->named;
		break;
	case CSV_REGION:
		c->region = v->id;
		break;
	case CSV_PERIOD:
		c->period = v->period;
		break;
	case CSV_UNIT:
		c->unit = v->id;
		break;
	case CSV_MEASURE:
		c->measure = v->code;
		break;
	case CSV_QUALIFIER:
		c->qualifier = v->code;
		break;
	case CSV_AGAINST:
		c->against = v->against;
		break;
	case CSV_PRICES:
		c->prices = v->prices;
		break;
	case CSV_BASIS:
		c->basis = v->code;
		break;
	case CSV_ADJUSTMENT:
		c->adjustment = v->letter;
		break;
	case CSV_KIND:
		c->kind = v->code;
		break;
	case CSV_SOURCE:
		c->source = v->id;
		break;
	case CSV_PUBLISHED:
		c->published = v->day;
		break;
	case CSV_LOCATOR:
		c->locator = v->id;
		break;
	case CSV_STATUS:
		c->status = v->letter;
		break;
	case CSV_NOTE:
		c->note = v->id;
		break;
	default:
		break;
	}
}

/* Text of a pattern: {head} is a field of the row, {*} the label. */
static size_t fill_pattern(const csv_reader *r, const char *pattern, char *const *fields,
			   const size_t *lengths, const char *label_text, char *out, size_t size)
{
	size_t n = 0;

	for (const char *s = pattern; *s != '\0' && n < size; s++) {
		const char *end = *s == '{' ? strchr(s, '}') : NULL;
		const char *part = s;
		size_t len = 1;
		if (end != NULL) {
			char head[256];
			snprintf(head, sizeof head, "%.*s", (int)(end - s - 1), s + 1);
			part = label_text;
			len = strlen(label_text);
			for (int i = 0; i < r->plan.width; i++)
				if (strcmp(r->plan.heads[i], head) == 0) {
					part = fields[i];
					len = lengths[i];
					break;
				}
			s = end;
		}
		len = len < size - n ? len : size - n;
		memcpy(out + n, part, len);
		n += len;
	}
	return n;
}

static bool resolve_field(csv_reader *r, csv_field f, int column, const char *text, size_t len)
{
	csv_resolved value;
	tally_error err = {0};
	tally_status status = csv_resolve(&r->resolver, f, text, len, &value, &err);

	if (status == TALLY_OK) {
		apply(r, f, &value);
		if (f == CSV_UNIT)
			r->row_unit = value.id;
		if (f == CSV_TIER && value.letter == 'U' && !r->options->accept_unresolved) {
			complain(
			    r, column, "tier", text, len,
			    "the reader of the text could not resolve this claim; correct it, or "
			    "take such rows with --accept-tier U");
			return false;
		}
		r->has_named |= f == CSV_METRIC;
		r->has_measure |= f == CSV_MEASURE;
		r->has_status |= f == CSV_STATUS;
		return true;
	}
	/* A thread that meets an unknown code in an unusual place gives up; what it had to read is
	 * read again where codes are defined, in the order of the file. */
	if (status == TALLY_ESYSTEM || r->resolver.gave_up) {
		r->status = tally_error_set(r->err, status, "%s", err.message);
		return false;
	}
	complain(r, column, csv_field_names[f], text, len, err.message);
	return false;
}

static bool resolve_slot(csv_reader *r, csv_field f, char *const *fields, const size_t *lengths,
			 const char *label_text)
{
	const csv_slot *slot = &r->plan.slots[f];
	char filled[1024];

	if (slot->pattern != NULL) {
		size_t n = fill_pattern(r, slot->pattern, fields, lengths, label_text, filled,
					sizeof filled);
		return resolve_field(r, f, -1, filled, n);
	}
	if (lengths[slot->column] > 0)
		return resolve_field(r, f, slot->column, fields[slot->column],
				     lengths[slot->column]);
	if (r->has_constant[f]) {
		apply(r, f, &r->constants[f]);
		r->has_named |= f == CSV_METRIC;
		return true;
	}
	if (f == CSV_METRIC || f == CSV_REGION || f == CSV_PERIOD) {
		complain(r, slot->column, csv_field_names[f], "", 0, "is empty");
		return false;
	}
	return true;
}

/* The printed name in another column, for a code that is to be defined. */
static const char *name_beside(const csv_reader *r, csv_field f, char *const *fields,
			       const size_t *lengths, char buffer[TALLY_NAME_MAX])
{
	int column = r->plan.slots[f].column;
	const char *constant = r->plan.slots[f].constant;

	if (column < 0 || !r->options->define)
		return constant != NULL ? constant : "";
	if (lengths[column] >= TALLY_NAME_MAX)
		return "";
	memcpy(buffer, fields[column], lengths[column]);
	buffer[lengths[column]] = '\0';
	return buffer;
}

static bool is_label_pattern(const csv_plan *plan, csv_field f)
{
	const char *pattern = plan->slots[f].pattern;
	return pattern != NULL && strstr(pattern, "{*}") != NULL;
}

static void resolve_row(csv_reader *r, char *const *fields, const size_t *lengths)
{
	r->row = tally_claim_default();
	r->row.row = r->line;
	r->row_unit = TALLY_NO_CODE;
	r->resolver.rate =
	    r->has_constant[CSV_MEASURE] && r->constants[CSV_MEASURE].code > TALLY_LEVEL;
	r->has_named = r->has_measure = r->has_status = false;
	for (int f = 0; f < CSV_N_CLAIM_FIELDS; f++)
		if (r->has_constant[f])
			apply(r, (csv_field)f, &r->constants[f]);
	r->has_named = r->has_constant[CSV_METRIC];
	r->resolver.metric_name = name_beside(r, CSV_METRIC_NAME, fields, lengths, r->names[0]);
	r->resolver.region_name = name_beside(r, CSV_REGION_NAME, fields, lengths, r->names[1]);
	for (int i = 0; i < r->n_active; i++) {
		csv_field f = r->active[i];
		if (is_label_pattern(&r->plan, f))
			continue;
		if (!resolve_slot(r, f, fields, lengths, ""))
			r->bad = true;
		if (f == CSV_UNIT)
			r->resolver.unit = r->row.unit;
		if (f == CSV_MEASURE)
			r->resolver.rate = r->row.measure > TALLY_LEVEL;
	}
}

/* --- cells --------------------------------------------------------------------------- */

/* The label's value, looked up when the first row needs it. */
static bool resolve_label(csv_reader *r, int v)
{
	label *l = &r->labels[v];
	const csv_value_column *column = &r->plan.values[v];
	tally_error err = {0};

	if (l->state != LABEL_NEW)
		return l->state == LABEL_GOOD;
	r->resolver.metric_name = r->resolver.region_name = "";
	tally_status status = csv_resolve(&r->resolver, r->plan.labelled, column->label,
					  strlen(column->label), &l->value, &err);
	l->state = status == TALLY_OK ? LABEL_GOOD : LABEL_BAD;
	if (status == TALLY_OK)
		return true;
	long line = r->line;
	r->line = r->plan.header_line;
	complain(r, column->column, csv_field_names[r->plan.labelled], column->label,
		 strlen(column->label), err.message);
	r->line = line;
	return false;
}

/* What a printed name says gives way to what the row's own columns say. */
static void put_named(csv_reader *r, tally_claim *c)
{
	int year, month, day;

	c->metric = r->named.metric;
	if (r->row_unit == TALLY_NO_CODE && r->named.unit != TALLY_NO_CODE)
		c->unit = r->named.unit;
	if (!r->has_measure && r->named.measure >= 0)
		c->measure = (uint8_t)r->named.measure;
	if (r->named.previous)
		c->against.base = TALLY_BASE_PREVIOUS;
	if (r->named.cumulative && c->period.last > TALLY_DAY_OPEN) {
		tally_day_split(c->period.last, &year, &month, &day);
		c->period.first = tally_day_of(year, 1, 1);
	}
}

/* Digits behind the point that the sample shows in a value column: the smallest unit of "…". */
static tally_decimal smallest_unit(const csv_reader *r, int column)
{
	int32_t decimals = 0;
	int at = column - (r->plan.split - 1);

	for (int i = r->preamble.data; i < r->sample.n; i++) {
		const csv_record *rec = &r->sample.items[i];
		csv_cell cell;
		if (at < rec->n && at >= 0 &&
		    csv_cell_read(r->marks, r->decimal_comma, rec->fields[at], rec->lengths[at],
				  &cell, NULL) == CSV_CELL_FIGURE &&
		    cell.figure.form == TALLY_FORM_DECIMAL && cell.figure.first.decimals > decimals)
			decimals = cell.figure.first.decimals;
	}
	return (tally_decimal){1, decimals};
}

static bool is_pure_number(const char *dimension)
{
	return strcmp(dimension, "ratio") == 0 || strcmp(dimension, "points") == 0 ||
	       strcmp(dimension, "index") == 0 || strcmp(dimension, "count") == 0;
}

/* Things that are counted: people, trips, heads of cattle. */
static bool is_counted(const char *dimension)
{
	static const char *const words[] = {"count", "people",     "trips",     "passengers",
					    "cases", "containers", "livestock", "labour"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(dimension, words[i]) == 0)
			return true;
	return false;
}

/* Money is not measured in persons, and growth is a pure number. Provisional codes may be anything.
 */
static bool unit_fits(const tally_metric *m, const tally_unit *u, uint8_t measure)
{
	if (m->provisional || u->provisional || !*m->dimension || !*u->dimension)
		return true;
	if (measure != TALLY_LEVEL && measure != TALLY_DIFFERENCE && measure != TALLY_RATIO)
		return is_pure_number(u->dimension);
	if (measure == TALLY_RATIO)
		return true;
	return strcmp(m->dimension, u->dimension) == 0 ||
	       (is_pure_number(m->dimension) && is_pure_number(u->dimension)) ||
	       (is_counted(m->dimension) && is_counted(u->dimension));
}

/* An index (2020=100) and a ratio of like things have no unit to print. */
static void pure_number(const csv_resolver *resolver, tally_claim *c)
{
	if (c->unit != TALLY_NO_CODE || c->metric >= CSV_UNSETTLED ||
	    (c->measure != TALLY_LEVEL && c->measure != TALLY_DIFFERENCE))
		return;
	if (resolver->lock != NULL)
		pthread_rwlock_rdlock(resolver->lock);
	const tally_metric *m = tally_codes_metric(resolver->codes, c->metric);
	if (!m->provisional && is_pure_number(m->dimension) && strcmp(m->base_unit, "1") == 0)
		c->unit = tally_codes_find_unit(resolver->codes, "1", 1);
	if (resolver->lock != NULL)
		pthread_rwlock_unlock(resolver->lock);
}

/* Codes that are yet to be defined will be provisional ones. */
static bool unit_is_fine(const csv_resolver *resolver, const tally_claim *c)
{
	if (c->metric >= CSV_UNSETTLED || c->unit >= CSV_UNSETTLED)
		return true;
	if (resolver->lock != NULL)
		pthread_rwlock_rdlock(resolver->lock);
	bool fine = unit_fits(tally_codes_metric(resolver->codes, c->metric),
			      tally_codes_unit(resolver->codes, c->unit), c->measure);
	if (resolver->lock != NULL)
		pthread_rwlock_unlock(resolver->lock);
	return fine;
}

static bool check_unit(csv_reader *r, const tally_claim *c, int column, const char *text,
		       size_t len)
{
	char message[256];

	if (c->unit == TALLY_NO_CODE) {
		if (c->figure.form == TALLY_FORM_FRACTION || c->figure.form == TALLY_FORM_MISSING)
			return true;
		complain(r, column, "value", text, len,
			 "has no unit; expected a unit column, a unit in the head such as "
			 "产值(亿元), or --unit");
		return false;
	}
	if (unit_is_fine(&r->resolver, c))
		return true;
	const tally_metric *m = tally_codes_metric(r->resolver.codes, c->metric);
	const tally_unit *u = tally_codes_unit(r->resolver.codes, c->unit);
	snprintf(message, sizeof message,
		 "unit %s (%s) does not fit %s of %s (%s); correct the unit or the measure",
		 u->text, u->dimension, tally_measure_name((tally_measure)c->measure), m->code,
		 m->dimension);
	complain(r, column, "value", text, len, message);
	return false;
}

/* The power of ten of the unit; codes that are yet to be defined will have none. */
static int power_of(const csv_resolver *resolver, int32_t unit)
{
	if (unit == TALLY_NO_CODE || unit >= CSV_UNSETTLED)
		return 0;
	if (resolver->lock != NULL)
		pthread_rwlock_rdlock(resolver->lock);
	int power = tally_codes_unit(resolver->codes, unit)->power;
	if (resolver->lock != NULL)
		pthread_rwlock_unlock(resolver->lock);
	return power;
}

static bool fits_double(tally_decimal d, int power)
{
	int digits = 0;

	for (int64_t m = d.mantissa; m != 0; m /= 10)
		digits++;
	return digits == 0 || digits - d.decimals + power <= DBL_MAX_10_EXP;
}

/* What is infinite in base units as a double could be stored, but nothing computed from it. Only an
 * exponent can say so large a number. */
static bool check_size(csv_reader *r, const tally_claim *c, int column, const char *text,
		       size_t len)
{
	const int plain = -200; /* 19 digits, 200 zeros and the largest unit, 10^60, fit */

	if (c->figure.first.decimals >= plain && c->figure.second.decimals >= plain)
		return true;
	int power = power_of(&r->resolver, c->unit);
	if (fits_double(c->figure.first, power) && fits_double(c->figure.second, power))
		return true;
	complain(r, column, "value", text, len,
		 "is beyond 10^308 in base units; expected a smaller number or unit");
	return false;
}

static void store_claim(csv_reader *r, int v, const csv_cell *cell, const char *text, size_t len)
{
	tally_claim c = r->row;
	int column = r->plan.values[v].column;

	if (r->has_named)
		put_named(r, &c);
	c.figure = cell->figure;
	if (cell->smallest)
		c.figure.first = smallest_unit(r, column);
	if (cell->qualifier != 0)
		c.qualifier = cell->qualifier;
	if (cell->status != 0 && !r->has_status)
		c.status = cell->status;
	if (c.figure.form == TALLY_FORM_MISSING && c.status == 0)
		c.status = 'M';
	pure_number(&r->resolver, &c);
	if (!check_unit(r, &c, column, text, len) || !check_size(r, &c, column, text, len)) {
		r->counts->refused++;
		return;
	}
	tally_status status = tally_claims_add(r->out, &c, r->err);
	if (status != TALLY_OK)
		r->status = status;
	r->counts->stored++;
}

/* An empty value is a missing figure, but a row of the claim CSV must say why. */
static csv_cell_kind weigh_missing(const csv_reader *r, size_t len, tally_error *err)
{
	if (!r->plan.wide && r->has_status)
		return CSV_CELL_FIGURE;
	if (!r->plan.native || r->plan.wide || len > 0)
		return CSV_CELL_MISSING;
	tally_error_set(err, TALLY_EINPUT,
			"is empty; expected a figure, or a status such as M that says why not");
	return CSV_CELL_BAD;
}

static bool apply_label(csv_reader *r, int v, char *const *fields, const size_t *lengths)
{
	if (r->plan.labelled != CSV_VALUE) {
		if (!resolve_label(r, v))
			return false;
		apply(r, r->plan.labelled, &r->labels[v].value);
		r->has_named |= r->plan.labelled == CSV_METRIC;
	}
	for (int i = 0; i < r->n_active; i++)
		if (is_label_pattern(&r->plan, r->active[i]) &&
		    !resolve_slot(r, r->active[i], fields, lengths, r->plan.values[v].label))
			return false;
	return true;
}

static void read_cell(csv_reader *r, int v, char *const *fields, const size_t *lengths, int n)
{
	int column = r->plan.values[v].column;
	const char *text = column < n ? fields[column] : "";
	size_t len = column < n ? lengths[column] : 0;
	csv_cell cell;
	tally_error err = {0};
	csv_cell_kind kind = csv_cell_read(r->marks, r->decimal_comma, text, len, &cell, &err);

	r->counts->cells++;
	if (r->torn) {
		r->counts->refused++;
		return;
	}
	if (kind == CSV_CELL_MISSING && !r->bad) {
		cell.figure.form = TALLY_FORM_MISSING;
		kind = weigh_missing(r, len, &err);
	}
	if (kind == CSV_CELL_MISSING) {
		r->counts->missing++;
		return;
	}
	if (kind == CSV_CELL_BAD) {
		complain(r, column, "value", text, len, err.message);
		r->counts->refused++;
		return;
	}
	if (r->bad || !apply_label(r, v, fields, lengths)) {
		r->line_refused = true;
		r->counts->refused++;
		return;
	}
	store_claim(r, v, &cell, text, len);
}
/* --- rows -------------------------------------------------------------------------------- */

static bool has_width(csv_reader *r, const size_t *lengths, int n)
{
	char message[128];
	bool good = n >= r->plan.width;

	for (int i = r->plan.width; i < n; i++)
		good &= lengths[i] == 0;
	if (good)
		return true;
	snprintf(message, sizeof message,
		 "the row has %d fields, expected %d as in the header of line %ld", n,
		 r->plan.width, r->plan.header_line);
	complain_of_row(r, message);
	return false;
}

void csv_read_row(csv_reader *r, char *const *fields, const size_t *lengths, int n, long line)
{
	r->line = line;
	r->line_refused = false;
	r->counts->rows++;
	r->torn = r->bad = !has_width(r, lengths, n);
	if (!r->bad)
		resolve_row(r, fields, lengths);
	for (int v = 0; v < r->plan.n_values && r->status == TALLY_OK; v++)
		read_cell(r, v, fields, lengths, n);
	if (r->line_refused)
		csv_reject(r, fields, lengths, n);
}

/* --- before the first row ------------------------------------------------------------------ */

/* The flags' words are looked up once; what is wrong with them is wrong usage. */
tally_status csv_resolve_constants(csv_reader *r)
{
	static const csv_field order[] = {CSV_UNIT,   CSV_MEASURE, CSV_METRIC,    CSV_REGION,
					  CSV_PERIOD, CSV_PRICES,  CSV_BASIS,     CSV_ADJUSTMENT,
					  CSV_KIND,   CSV_SOURCE,  CSV_PUBLISHED, CSV_LOCATOR,
					  CSV_STATUS, CSV_NOTE};

	r->resolver.metric_name =
	    r->plan.slots[CSV_METRIC_NAME].constant ? r->plan.slots[CSV_METRIC_NAME].constant : "";
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		csv_field f = order[i];
		const char *text = r->plan.slots[f].constant;
		tally_error err = {0};
		if (text == NULL || r->plan.labelled == f)
			continue;
		tally_status status =
		    csv_resolve(&r->resolver, f, text, strlen(text), &r->constants[f], &err);
		if (status != TALLY_OK)
			return tally_error_set(r->err, status, "%s \"%s\": %s", csv_field_names[f],
					       text, err.message);
		r->has_constant[f] = true;
		if (f == CSV_UNIT)
			r->resolver.unit = r->constants[f].id;
		if (f == CSV_MEASURE)
			r->resolver.rate = r->constants[f].code > TALLY_LEVEL;
	}
	return TALLY_OK;
}

void csv_list_active_fields(csv_reader *r)
{
	static const csv_field order[] = {CSV_UNIT,   CSV_TIER,   CSV_MEASURE,
					  CSV_METRIC, CSV_REGION, CSV_PERIOD};
	const int n_order = sizeof order / sizeof *order;
	bool listed[CSV_N_FIELDS] = {[CSV_VALUE] = true};

	for (int k = 0; k < n_order + CSV_N_FIELDS; k++) {
		csv_field f = k < n_order ? order[k] : (csv_field)(k - n_order);
		const csv_slot *slot = &r->plan.slots[f];
		if (listed[f] || f > CSV_TIER || r->plan.labelled == f ||
		    (slot->column < 0 && slot->pattern == NULL))
			continue;
		listed[f] = true;
		r->active[r->n_active++] = f;
	}
}
