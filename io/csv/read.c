/* read.c: a file of figures to claims.
 *
 * The first records tell the layout (sample.c, plan.c). Then every record gives one claim for each
 * value column: the row's own fields are looked up (resolve.c), the cell is read (cell.c), and
 * what the column's head says is put on top. A bad cell is complained of with its place and left
 * out; the others go on. cells = stored + missing + refused always holds. */
#include "csv/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Notes below a table may go on for some lines; more than this are rows in disguise. */
#define FOOTNOTES_MAX 100

typedef enum { LABEL_NEW, LABEL_GOOD, LABEL_BAD } label_state;

typedef struct {
	label_state state;
	csv_resolved value;
} label;

typedef struct {
	const char *file;
	const tally_csv_options *options;
	tally_claims *out;
	tally_csv_counts *counts;
	tally_diagnostics *list;
	csv_sample sample;
	csv_preamble preamble;
	csv_plan plan;
	csv_marks *marks;
	csv_resolver resolver;
	csv_field active[CSV_N_FIELDS]; /* fields with a column or a pattern, unit first */
	int n_active;
	csv_resolved constants[CSV_N_FIELDS];
	bool has_constant[CSV_N_FIELDS];
	label *labels; /* [plan.n_values] */
	bool decimal_comma;

	/* the row at hand */
	tally_claim row;
	csv_named named;
	bool has_named, has_measure, has_status;
	int32_t row_unit;
	long line;
	bool bad;        /* a field of it was refused: so are its figures */
	bool torn;       /* it has a wrong number of fields: nobody knows which is which */
	char error[512]; /* first complaint about it */
	int64_t n_records;
	bool line_refused;
	char **fields; /* [capacity] scratch for composite first fields */
	size_t *lengths;
	int capacity;

	csv_record footnotes[FOOTNOTES_MAX];
	int n_footnotes;
	csv_buffer rejects;
	bool want_rejects;
	tally_status status;
	tally_error *err;
} reader;

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

static void complain(reader *r, int column, const char *what, const char *text, size_t len,
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

static void complain_of_row(reader *r, const char *message)
{
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 0, "%s", message);
	if (!r->line_refused)
		snprintf(r->error, sizeof r->error, "%s", message);
	r->line_refused = true;
}

/* --- fields of a row --------------------------------------------------------------------- */

static void apply(reader *r, csv_field f, const csv_resolved *v)
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
static size_t fill_pattern(const reader *r, const char *pattern, char *const *fields,
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

static bool resolve_field(reader *r, csv_field f, int column, const char *text, size_t len)
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
	if (status == TALLY_ESYSTEM) {
		r->status = tally_error_set(r->err, status, "%s", err.message);
		return false;
	}
	complain(r, column, csv_field_names[f], text, len, err.message);
	return false;
}

static bool resolve_slot(reader *r, csv_field f, char *const *fields, const size_t *lengths,
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

static const char *name_beside(const reader *r, csv_field f, char *const *fields)
{
	int column = r->plan.slots[f].column;
	return column >= 0                 ? fields[column]
	       : r->plan.slots[f].constant ? r->plan.slots[f].constant
					   : "";
}

static bool is_label_pattern(const csv_plan *plan, csv_field f)
{
	const char *pattern = plan->slots[f].pattern;
	return pattern != NULL && strstr(pattern, "{*}") != NULL;
}

static void resolve_row(reader *r, char *const *fields, const size_t *lengths)
{
	r->row = tally_claim_default();
	r->row.row = r->line;
	r->row_unit = TALLY_NO_CODE;
	r->has_named = r->has_measure = r->has_status = false;
	for (int f = 0; f < CSV_N_CLAIM_FIELDS; f++)
		if (r->has_constant[f])
			apply(r, (csv_field)f, &r->constants[f]);
	r->has_named = r->has_constant[CSV_METRIC];
	r->resolver.metric_name = name_beside(r, CSV_METRIC_NAME, fields);
	r->resolver.region_name = name_beside(r, CSV_REGION_NAME, fields);
	for (int i = 0; i < r->n_active; i++) {
		csv_field f = r->active[i];
		if (is_label_pattern(&r->plan, f))
			continue;
		if (!resolve_slot(r, f, fields, lengths, ""))
			r->bad = true;
		if (f == CSV_UNIT)
			r->resolver.unit = r->row.unit;
	}
}

/* --- cells --------------------------------------------------------------------------- */

/* The label's value, looked up when the first row needs it. */
static bool resolve_label(reader *r, int v)
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
static void put_named(reader *r, tally_claim *c)
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
static tally_decimal smallest_unit(const reader *r, int column)
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

static bool check_unit(reader *r, const tally_claim *c, int column, const char *text, size_t len)
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
	const tally_metric *m = tally_codes_metric(r->resolver.codes, c->metric);
	const tally_unit *u = tally_codes_unit(r->resolver.codes, c->unit);
	if (unit_fits(m, u, c->measure))
		return true;
	snprintf(message, sizeof message,
		 "unit %s (%s) does not fit %s of %s (%s); correct the unit or the measure",
		 u->text, u->dimension, tally_measure_name((tally_measure)c->measure), m->code,
		 m->dimension);
	complain(r, column, "value", text, len, message);
	return false;
}

static void store_claim(reader *r, int v, const csv_cell *cell, const char *text, size_t len)
{
	tally_claim c = r->row;
	int column = r->plan.values[v].column;

	if (r->has_named)
		put_named(r, &c);
	c.figure = cell->figure;
	if (c.figure.form == TALLY_FORM_BELOW)
		c.figure.first = smallest_unit(r, column);
	if (cell->qualifier != 0)
		c.qualifier = cell->qualifier;
	if (cell->status != 0 && !r->has_status)
		c.status = cell->status;
	if (c.figure.form == TALLY_FORM_MISSING && c.status == 0)
		c.status = 'M';
	if (!check_unit(r, &c, column, text, len)) {
		r->counts->refused++;
		return;
	}
	tally_status status = tally_claims_add(r->out, &c, r->err);
	if (status != TALLY_OK)
		r->status = status;
	r->counts->stored++;
}

/* An empty value is a missing figure, but a row of the claim CSV must say why. */
static csv_cell_kind weigh_missing(const reader *r, size_t len, tally_error *err)
{
	if (!r->plan.wide && r->has_status)
		return CSV_CELL_FIGURE;
	if (!r->plan.native || r->plan.wide || len > 0)
		return CSV_CELL_MISSING;
	tally_error_set(err, TALLY_EINPUT,
			"is empty; expected a figure, or a status such as M that says why not");
	return CSV_CELL_BAD;
}

static bool apply_label(reader *r, int v, char *const *fields, const size_t *lengths)
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

static void read_cell(reader *r, int v, char *const *fields, const size_t *lengths, int n)
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

/* --- rejects ----------------------------------------------------------------------------- */

void csv_buffer_put(csv_buffer *b, const char *bytes, size_t n)
{
	if (b->failed)
		return;
	if (b->capacity - b->n <= n) {
		size_t capacity = b->capacity * 2 + n + 1024;
		char *text = realloc(b->text, capacity);
		if (text == NULL) {
			b->failed = true;
			return;
		}
		b->text = text;
		b->capacity = capacity;
	}
	if (n > 0)
		memcpy(b->text + b->n, bytes, n);
	b->n += n;
	b->text[b->n] = '\0';
}

int csv_buffer_sink(void *buffer, const char *bytes, size_t n)
{
	csv_buffer *b = buffer;
	csv_buffer_put(b, bytes, n);
	return b->failed;
}

static void reject_line(reader *r, char *const *fields, int n, int padded, const char *error)
{
	for (int i = 0; i < n || i < padded; i++) {
		/* Rejects that are read again have their old complaint, which the new one replaces.
		 */
		if (i < r->plan.width && strcmp(r->plan.heads[i], "error") == 0)
			continue;
		if (i > 0)
			csv_buffer_put(&r->rejects, ",", 1);
		tally_csv_write_field(csv_buffer_sink, &r->rejects, i < n ? fields[i] : "");
	}
	if (error != NULL) {
		csv_buffer_put(&r->rejects, ",", 1);
		tally_csv_write_field(csv_buffer_sink, &r->rejects, error);
	}
	csv_buffer_put(&r->rejects, "\n", 1);
}

/* The lines above the table go along, so that a corrected file of rejects reads like the first. */
static void reject(reader *r, char *const *fields, int n)
{
	if (!r->want_rejects)
		return;
	if (r->rejects.n == 0) {
		int above = r->preamble.header < 0 ? r->preamble.data : r->preamble.header;
		for (int i = 0; i < above; i++)
			reject_line(r, r->sample.items[i].fields, r->sample.items[i].n, 0, NULL);
		if (r->preamble.header >= 0)
			reject_line(r, r->plan.heads, r->plan.width, 0, "error");
	}
	bool column = r->preamble.header >= 0;
	reject_line(r, fields, n, column ? r->plan.width : 0, column ? r->error : NULL);
}

/* --- records ------------------------------------------------------------------------------ */

static bool has_width(reader *r, const size_t *lengths, int n)
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

static void read_row(reader *r, char *const *fields, const size_t *lengths, int n, long line)
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
		reject(r, fields, n);
}

static bool room_for_fields(reader *r, int n)
{
	if (n <= r->capacity)
		return true;
	char **fields = realloc(r->fields, (size_t)n * sizeof *fields);
	if (fields != NULL)
		r->fields = fields;
	size_t *lengths = realloc(r->lengths, (size_t)n * sizeof *lengths);
	if (lengths != NULL)
		r->lengths = lengths;
	if (fields == NULL || lengths == NULL) {
		r->status = tally_error_memory(r->err);
		return false;
	}
	r->capacity = n;
	return true;
}

static void split_row(reader *r, char *const *fields, const size_t *lengths, int n, long line)
{
	if (r->plan.split < 2) {
		read_row(r, fields, lengths, n, line);
		return;
	}
	if (!room_for_fields(r, n + r->plan.split))
		return;
	memcpy(r->fields, fields, (size_t)n * sizeof *fields);
	memcpy(r->lengths, lengths, (size_t)n * sizeof *lengths);
	csv_split_first(r->fields, r->lengths, &n, r->plan.split);
	read_row(r, r->fields, r->lengths, n, line);
}

static void forget_footnotes(reader *r)
{
	for (int i = 0; i < r->n_footnotes; i++)
		free(r->footnotes[i].fields);
	r->n_footnotes = 0;
}

/* Figures came after all: what looked like notes were rows. */
static void read_footnotes(reader *r)
{
	for (int i = 0; i < r->n_footnotes; i++) {
		csv_record *f = &r->footnotes[i];
		split_row(r, f->fields, f->lengths, f->n, f->line);
	}
	forget_footnotes(r);
}

/* Once a note began, its further lines are those without a figure. */
static bool is_footnote(const reader *r, char *const *fields, const size_t *lengths, int n)
{
	if (csv_is_footnote(fields, lengths, n, r->plan.width - (r->plan.split - 1)))
		return true;
	if (r->n_footnotes == 0 ||
	    !csv_is_footnote(r->footnotes[0].fields, r->footnotes[0].lengths, 1, 0))
		return false;
	for (int i = 1; i < n; i++) {
		csv_cell cell;
		if (csv_cell_read(r->marks, r->decimal_comma, fields[i], lengths[i], &cell, NULL) ==
		    CSV_CELL_FIGURE)
			return false;
	}
	return true;
}

static int take_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	reader *r = context;

	if (line <= r->options->skip_lines || r->n_records++ < r->preamble.data)
		return 0;
	if (!r->plan.native && r->n_footnotes < FOOTNOTES_MAX &&
	    is_footnote(r, fields, lengths, n)) {
		if (csv_record_copy(&r->footnotes[r->n_footnotes], fields, lengths, n, line))
			r->n_footnotes++;
		else
			r->status = tally_error_memory(r->err);
		return r->status != TALLY_OK;
	}
	if (r->n_footnotes > 0)
		read_footnotes(r);
	split_row(r, fields, lengths, n, line);
	return r->status != TALLY_OK;
}

/* --- the whole file ------------------------------------------------------------------------ */

/* The flags' words are looked up once; what is wrong with them is wrong usage. */
static tally_status resolve_constants(reader *r)
{
	static const csv_field order[] = {CSV_UNIT,    CSV_METRIC, CSV_REGION,    CSV_PERIOD,
					  CSV_MEASURE, CSV_PRICES, CSV_BASIS,     CSV_ADJUSTMENT,
					  CSV_KIND,    CSV_SOURCE, CSV_PUBLISHED, CSV_LOCATOR,
					  CSV_STATUS,  CSV_NOTE};

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
	}
	return TALLY_OK;
}

static void list_active_fields(reader *r)
{
	static const csv_field order[] = {CSV_UNIT, CSV_TIER, CSV_METRIC, CSV_REGION, CSV_PERIOD};
	bool listed[CSV_N_FIELDS] = {[CSV_VALUE] = true};

	for (int k = 0; k < 5 + CSV_N_FIELDS; k++) {
		csv_field f = k < 5 ? order[k] : (csv_field)(k - 5);
		const csv_slot *slot = &r->plan.slots[f];
		if (listed[f] || f > CSV_TIER || r->plan.labelled == f ||
		    (slot->column < 0 && slot->pattern == NULL))
			continue;
		listed[f] = true;
		r->active[r->n_active++] = f;
	}
}

/* In files parted by semicolons the comma is a decimal mark when one stands between digits. */
static bool uses_decimal_comma(const char *text, size_t size)
{
	for (size_t i = 1; i + 1 < size; i++)
		if (text[i] == ',' && text[i - 1] >= '0' && text[i - 1] <= '9' &&
		    text[i + 1] >= '0' && text[i + 1] <= '9')
			return true;
	return false;
}

/* "line 7: ..." -> "FILE:7: ..." */
static tally_status place_error(const char *file, tally_error *err)
{
	long line;
	int used = 0;
	char rest[TALLY_ERROR_SIZE];

	if (err == NULL)
		return TALLY_EINPUT;
	if (sscanf(err->message, "line %ld: %n", &line, &used) != 1 || used == 0)
		return tally_error_prefix(err, "%s", file);
	snprintf(rest, sizeof rest, "%s", err->message + used);
	return tally_error_set(err, err->status, "%s:%ld: %s", file, line, rest);
}

static tally_status prepare(reader *r, const tally_input *in, char *separator)
{
	tally_status status;

	*separator = r->options->separator != '\0' ? r->options->separator
						   : csv_find_separator(in->text, in->size);
	r->decimal_comma = r->options->decimal_comma ||
			   (*separator == ';' && uses_decimal_comma(in->text, in->size));
	status = csv_sample_read(in->text, in->size, *separator, r->options->skip_lines, &r->sample,
				 r->err);
	if (status != TALLY_OK)
		return place_error(r->file, r->err);
	if (r->sample.n == 0)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "%s: the file is empty; expected a header line and rows",
				       r->file);
	csv_preamble_find(&r->sample, r->options->skip_lines > 0, &r->preamble);
	status = csv_marks_load(r->options->symbols, &r->marks, r->err);
	if (status == TALLY_OK)
		status = csv_plan_make(&r->sample, &r->preamble, r->options, r->resolver.codes,
				       r->decimal_comma, r->file, r->list, &r->plan, r->err);
	return status;
}

static tally_status read_records(reader *r, const tally_input *in, char separator)
{
	tally_status status;

	r->labels = calloc((size_t)r->plan.n_values + 1, sizeof *r->labels);
	if (r->labels == NULL)
		return tally_error_memory(r->err);
	status = resolve_constants(r);
	if (status != TALLY_OK)
		return status;
	list_active_fields(r);
	status = tally_csv_scan(in->text, in->size, separator, take_record, r, r->err);
	if (status != TALLY_OK)
		return place_error(r->file, r->err);
	return r->status;
}

static void finish(reader *r, const tally_input *in)
{
	r->counts->layout = r->plan.wide ? TALLY_LAYOUT_WIDE : TALLY_LAYOUT_TIDY;
	r->counts->header_line = r->preamble.header < 0 ? 0 : r->plan.header_line;
	r->counts->encoding = in->encoding;
	memcpy(r->counts->digest, in->digest, sizeof r->counts->digest);
}

static void release(reader *r)
{
	forget_footnotes(r);
	csv_sample_release(&r->sample);
	csv_plan_release(&r->plan);
	csv_marks_free(r->marks);
	csv_resolver_release(&r->resolver);
	free(r->labels);
	free(r->fields);
	free(r->lengths);
}

tally_status tally_csv_read_claims(const char *path, const tally_csv_options *options,
				   tally_codes *codes, tally_claims *out, tally_csv_counts *counts,
				   tally_diagnostics *list, char **rejects, tally_error *err)
{
	reader r = {.file = path,
		    .options = options,
		    .out = out,
		    .counts = counts,
		    .list = list,
		    .want_rejects = rejects != NULL,
		    .err = err};
	tally_input in;
	char separator;
	size_t complaints = list->errors;

	memset(counts, 0, sizeof *counts);
	tally_status status = tally_input_read(path, options->encoding, &in, err);
	if (status != TALLY_OK)
		return status;
	csv_resolver_init(&r.resolver, codes, &out->texts, options->define);
	status = prepare(&r, &in, &separator);
	if (status == TALLY_OK && list->errors == complaints) {
		status = read_records(&r, &in, separator);
		finish(&r, &in);
	}
	if (status == TALLY_OK && r.rejects.failed)
		status = tally_error_memory(err);
	if (rejects != NULL)
		*rejects = status == TALLY_OK ? r.rejects.text : NULL;
	if (rejects == NULL || status != TALLY_OK)
		free(r.rejects.text);
	release(&r);
	tally_input_release(&in);
	return status;
}
