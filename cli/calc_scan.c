/* calc_scan.c: expressions of one metric over the columns of a store, block by block.
 *
 * A block holds whole regions of the metric (all of them where the expression compares regions), or
 * of every metric in turn where it says `*`. The team works on parts of the block and hands in
 * text, moments or claims, which are put together in order.
 *
 * Where only values are asked for (--summary, --into) and the expression is a kernel of
 * transform/columns.h, a region whose figures leave nothing to choose (each series stored once, one
 * figure a period, no row left out) is computed from the columns as they are. Everything else goes
 * through claims and tally_series_build, a few thousand at a time: there is one rule of preference
 * and one evaluator. */
#include "calc_scan.h"

#include "store/team.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PART_ROWS   8192
#define SERIES_MOST 8 /* of a region, for the kernels */

#define KERNEL_COLUMNS                                                                             \
	(1u << ROW_TIME | 1u << ROW_DAYS | 1u << ROW_FORM | 1u << ROW_MANTISSA |                   \
	 1u << ROW_DECIMALS | 1u << ROW_SECOND | 1u << ROW_SECOND_DECIMALS | 1u << ROW_REAL |      \
	 1u << ROW_STATUS)
#define CLAIM_COLUMNS (TALLY_SCAN_ALL & ~(1u << ROW_LOCATOR | 1u << ROW_NOTE))

extern const cli_command cmd_calc;

/* What one thread keeps: an expression of its own, because running one changes it. */
typedef struct worker {
	struct worker *next;
	tally_expression *e;
	int32_t refused; /* metric that the expression does not fit, or TALLY_NO_CODE */
	tally_claims claims;
	tally_kernel_memory memory;
	double *value, *result;
	uint8_t *reason;
	char *status, *result_status;
	size_t capacity;
	tally_columns *columns;
	tally_columns_out *outs;
	size_t cap_columns;
	tally_expression **retired; /* results that are kept may name units of theirs */
	size_t n_retired;
} worker;

/* --- workers ------------------------------------------------------------------------------ */

static worker *take_worker(scanning *s)
{
	pthread_mutex_lock(&s->lock);
	worker *w = s->idle;
	if (w)
		s->idle = w->next;
	pthread_mutex_unlock(&s->lock);
	if (w)
		return w;
	w = calloc(1, sizeof *w);
	if (w)
		w->refused = TALLY_NO_CODE;
	if (w &&
	    tally_expression_parse_for(
		tally_expression_text(s->e), s->codes,
		tally_expression_any(s->e) < 0 ? 0 : tally_expression_any(s->e), &w->e, NULL)) {
		free(w);
		w = NULL;
	}
	return w;
}

static void give_back(scanning *s, worker *w)
{
	pthread_mutex_lock(&s->lock);
	w->next = s->idle;
	s->idle = w;
	pthread_mutex_unlock(&s->lock);
}

static void free_workers(scanning *s)
{
	for (worker *w = s->idle, *next; w; w = next) {
		next = w->next;
		tally_expression_free(w->e);
		for (size_t i = 0; i < w->n_retired; i++)
			tally_expression_free(w->retired[i]);
		free(w->retired);
		tally_claims_release(&w->claims);
		tally_kernel_memory_release(&w->memory);
		free(w->value);
		free(w->result);
		free(w->reason);
		free(w->status);
		free(w->result_status);
		free(w->columns);
		free(w->outs);
		free(w);
	}
}

/* Lets the worker's expression speak of the metric; false when it does not fit it. */
static bool ask_for(scanning *s, worker *w, int32_t metric)
{
	tally_expression *fresh = NULL;
	if (tally_expression_any(w->e) == TALLY_NO_CODE)
		return true;
	if (metric == w->refused)
		return false;
	if (tally_expression_ask_for(w->e, metric))
		return true;
	if (tally_expression_parse_for(tally_expression_text(s->e), s->codes, metric, &fresh,
				       NULL)) {
		w->refused = metric;
		return false;
	}
	tally_expression **retired = realloc(w->retired, (w->n_retired + 1) * sizeof *w->retired);
	if (!retired) {
		tally_expression_free(fresh);
		return false;
	}
	w->retired = retired;
	w->retired[w->n_retired++] = w->e;
	w->e = fresh;
	return true;
}

/* --- through claims ----------------------------------------------------------------------- */

static tally_status take_claims(const scanning *s, worker *w, size_t from, size_t to,
				tally_error *err)
{
	const tally_scan_block *b = &s->block;
	tally_claim claim;
	tally_status status = TALLY_OK;
	w->claims.n = 0;
	for (size_t k = b->groups[from]; !status && k < b->groups[to]; k++) {
		const tally_scan_run *run = &b->runs[k];
		for (size_t i = run->from; !status && i < run->from + run->n; i++) {
			if (!b->all_wanted && !tally_scan_wanted(s->scan, b, i))
				continue;
			tally_scan_claim(b, run, i, &claim);
			status = tally_claims_add(&w->claims, &claim, err);
		}
	}
	return status;
}

/* Takes the result over. */
static tally_status keep(const worker *w, part *p, tally_computed *result)
{
	kept *grown = realloc(p->kept, (p->n_kept + 1) * sizeof *grown);
	if (!grown)
		return tally_error_memory(&p->err);
	p->kept = grown;
	p->kept[p->n_kept++] = (kept){*result, tally_expression_any(w->e)};
	result->items = NULL;
	result->block = NULL;
	result->n = 0;
	return TALLY_OK;
}

static tally_status hand_in(const scanning *s, worker *w, part *p, tally_computed *result)
{
	calc_keep_shown(s->c, result);
	p->n_series += result->n;
	if (s->into)
		return keep(w, p, result);
	if (s->c->summary) {
		return calc_take_moments(s->c, result, &p->moments) ? TALLY_OK
								    : tally_error_memory(&p->err);
	}
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	if (!out)
		return tally_error_memory(&p->err);
	if (s->c->g->json)
		calc_print_json(out, s->c, result, 1);
	else
		calc_print_tsv(out, s->c, w->e, result);
	if (fclose(out) != 0)
		return tally_error_memory(&p->err);
	char *all = realloc(p->text, p->n_text + n + 1);
	if (all) {
		memcpy(all + p->n_text, text, n);
		p->text = all;
		p->n_text += n;
	}
	free(text);
	return all ? TALLY_OK : tally_error_memory(&p->err);
}

/* Groups of one metric; the pool is lent to the table. */
static tally_status work_on_claims(scanning *s, worker *w, part *p, size_t from, size_t to)
{
	tally_series_set set = {0};
	tally_computed result = {0};
	tally_expression_options options = *s->options;
	options.in_parts = true;
	tally_status status = take_claims(s, w, from, to, &p->err);
	w->claims.texts = *s->block.texts;
	if (!status)
		status = tally_series_build(&w->claims, s->codes, &s->query, &set, &p->err);
	w->claims.texts = (tally_pool){0};
	if (!status)
		status = tally_expression_run(w->e, &set, &options, &result, &p->err);
	for (size_t i = 0; !status && i < result.notes.count; i++)
		tally_diagnostics_add(&p->notes, TALLY_WARNING, NULL, 0, 0, "%s",
				      result.notes.items[i].message);
	tally_diagnostics_release(&result.notes);
	if (!status)
		status = hand_in(s, w, p, &result);
	tally_computed_release(&result);
	tally_series_set_release(&set);
	return status;
}

/* --- through kernels ---------------------------------------------------------------------- */

static bool make_room(worker *w, size_t rows, size_t series)
{
	if (rows > w->capacity) {
		free(w->value);
		free(w->result);
		free(w->reason);
		free(w->status);
		free(w->result_status);
		w->capacity = rows + rows / 4;
		w->value = malloc(w->capacity * sizeof *w->value);
		w->result = malloc(w->capacity * sizeof *w->result);
		w->reason = malloc(w->capacity);
		w->status = malloc(w->capacity);
		w->result_status = malloc(w->capacity);
	}
	if (series > w->cap_columns) {
		free(w->columns);
		free(w->outs);
		w->cap_columns = series + series / 4;
		w->columns = malloc(w->cap_columns * sizeof *w->columns);
		w->outs = malloc(w->cap_columns * sizeof *w->outs);
	}
	bool good = w->value && w->result && w->reason && w->status && w->result_status &&
		    w->columns && w->outs;
	if (!good)
		w->capacity = w->cap_columns = 0;
	return good;
}

/* The values of a run in base units, as tally_claim_value gives them. */
static void values_of(const scanning *s, const tally_scan_run *run, double *out)
{
	const tally_scan_column *c = s->block.columns;
	const tally_scan_column *m = &c[ROW_MANTISSA], *d = &c[ROW_DECIMALS];
	int32_t unit = run->frame.unit;
	tally_claim claim;
	if (!c[ROW_FORM].narrow && c[ROW_FORM].constant == TALLY_FORM_DECIMAL) {
		tally_decimal_values(
		    m->wide ? m->wide + run->from : NULL, m->constant,
		    d->narrow ? d->narrow + run->from : NULL, (int32_t)d->constant,
		    unit == TALLY_NO_CODE ? 0 : tally_codes_unit(s->codes, unit)->power, run->n,
		    out);
		return;
	}
	for (size_t i = 0; i < run->n; i++) {
		tally_scan_claim(&s->block, run, run->from + i, &claim);
		out[i] = tally_claim_value(&claim, s->codes);
	}
}

static char status_at(const tally_scan_block *b, size_t row)
{
	char letter = (char)tally_scan_at(&b->columns[ROW_STATUS], row);
	bool missing = tally_scan_at(&b->columns[ROW_FORM], row) == TALLY_FORM_MISSING;
	return letter ? letter : missing ? 'M' : 'A';
}

/* A run as columns, statuses on demand; false when the expression does not speak of it. */
static bool columns_of(const scanning *s, worker *w, const tally_scan_run *run, double *value,
		       char *status, tally_columns *out)
{
	const tally_scan_column *c = s->block.columns;
	tally_claim claim = run->frame;
	claim.period = tally_scan_period(&s->block, run->from);
	tally_series_key key = tally_series_key_of(&claim, run->frequency, s->codes);
	if (!tally_kernel_takes(w->e, &key))
		return false;
	*out = (tally_columns){.key = key,
			       .n = run->n,
			       .last = c[ROW_TIME].narrow + run->from,
			       .days = c[ROW_DAYS].narrow ? c[ROW_DAYS].narrow + run->from : NULL,
			       .every = (int32_t)c[ROW_DAYS].constant,
			       .value = value,
			       .status = status};
	values_of(s, run, value);
	for (size_t i = 0; status && i < run->n; i++)
		status[i] = status_at(&s->block, run->from + i);
	return true;
}

static bool room_to_store(part *p, size_t n)
{
	if (p->n_stored == p->cap_stored) {
		size_t cap = 2 * p->cap_stored + 64;
		stored *grown = realloc(p->stored, cap * sizeof *grown);
		if (!grown)
			return false;
		p->stored = grown;
		p->cap_stored = cap;
	}
	if (p->n_values + n <= p->cap_values)
		return true;
	size_t cap = 2 * p->cap_values + n + PART_ROWS;
	double *value = realloc(p->value, cap * sizeof *value);
	if (value)
		p->value = value;
	char *state = realloc(p->state, cap);
	if (state)
		p->state = state;
	if (value && state)
		p->cap_values = cap;
	return value && state;
}

/* Figures from .. to - 1 of a series that begins at `row`, for the batch. */
static void store_series(const worker *w, part *p, const tally_columns *in,
			 const tally_columns_out *out, size_t row, size_t from, size_t to)
{
	size_t n = to - from;
	if (!room_to_store(p, n)) {
		p->status = tally_error_memory(&p->err);
		return;
	}
	memcpy(p->value + p->n_values, out->value + from, n * sizeof *p->value);
	memcpy(p->state + p->n_values, out->status + from, n);
	p->stored[p->n_stored++] =
	    (stored){in->key, tally_expression_any(w->e), row + from, n, p->n_values};
	p->n_values += n;
}

/* The figures of a series that lie in the range asked for; it begins at a row of the block. */
static void take_in(const scanning *s, const worker *w, part *p, const tally_columns *in,
		    const tally_columns_out *out, size_t row)
{
	size_t from = 0, to = in->n;
	while (from < to && in->last[from] < s->c->from)
		from++;
	while (to > from && in->last[to - 1] > s->c->to)
		to--;
	if (from == to)
		return;
	p->n_series++;
	if (s->into)
		store_series(w, p, in, out, row, from, to);
	else
		tally_moments_add(&p->moments, out->value + from, out->reason + from, to - from);
}

static tally_status work_on_columns(scanning *s, worker *w, part *p, size_t group)
{
	const tally_scan_block *b = &s->block;
	tally_status status = TALLY_OK;
	for (size_t k = b->groups[group]; !status && k < b->groups[group + 1]; k++) {
		tally_columns in;
		if (!make_room(w, b->runs[k].n, 1))
			return tally_error_memory(&p->err);
		if (!columns_of(s, w, &b->runs[k], w->value, s->into ? w->status : NULL, &in))
			continue;
		tally_columns_out out = {.value = w->result,
					 .reason = w->reason,
					 .status = s->into ? w->result_status : NULL};
		status = tally_kernel_run(w->e, s->kernel, &w->memory, &in, &out, &p->err);
		if (!status)
			take_in(s, w, p, &in, &out, b->runs[k].from);
	}
	return status;
}

/* All regions of a metric. */
static tally_status work_on_shares(scanning *s, worker *w, part *p, size_t from, size_t to,
				   bool *fits)
{
	const tally_scan_block *b = &s->block;
	size_t first = b->groups[from], end = b->groups[to], n = 0;
	size_t row = b->runs[first].from, rows = b->runs[end - 1].from + b->runs[end - 1].n - row;
	if (!make_room(w, rows, end - first))
		return tally_error_memory(&p->err);
	for (size_t k = first; k < end; k++) {
		size_t at = b->runs[k].from - row;
		if (!columns_of(s, w, &b->runs[k], w->value + at, s->into ? w->status + at : NULL,
				&w->columns[n]))
			continue;
		w->outs[n++] =
		    (tally_columns_out){.value = w->result + at,
					.reason = w->reason + at,
					.status = s->into ? w->result_status + at : NULL};
	}
	tally_status status = tally_kernel_share(w->e, w->columns, n, s->options->skip_missing,
						 w->outs, fits, &p->err);
	for (size_t k = 0; !status && *fits && k < n; k++)
		take_in(s, w, p, &w->columns[k], &w->outs[k],
			row + (size_t)(w->columns[k].value - w->value));
	return status;
}

/* --- parts -------------------------------------------------------------------------------- */

static int32_t metric_of(const tally_scan_block *b, size_t group)
{
	return b->runs[b->groups[group]].frame.metric;
}

/* Groups of one metric: in stretches that are simple or not, or all alike. */
static tally_status work_on_metric(scanning *s, worker *w, part *p, size_t from, size_t to)
{
	tally_status status = TALLY_OK;
	if (s->kernel == TALLY_KERNEL_NONE)
		return work_on_claims(s, w, p, from, to);
	if (s->kernel == TALLY_KERNEL_SHARE) {
		bool fits = memchr(s->simple + from, 0, to - from) == NULL;
		if (fits)
			status = work_on_shares(s, w, p, from, to, &fits);
		return status || fits ? status : work_on_claims(s, w, p, from, to);
	}
	for (size_t g = from, end; !status && g < to; g = end) {
		for (end = g + 1; !s->simple[g] && end < to && !s->simple[end];)
			end++;
		status =
		    s->simple[g] ? work_on_columns(s, w, p, g) : work_on_claims(s, w, p, g, end);
	}
	return status;
}

static void work_on_part(void *context, size_t i, store_coder *coder)
{
	scanning *s = context;
	part *p = &s->parts[i];
	worker *w = take_worker(s);
	(void)coder;
	if (!w) {
		p->status = tally_error_memory(&p->err);
		return;
	}
	for (size_t g = p->from, end; !p->status && g < p->to; g = end) {
		int32_t metric = metric_of(&s->block, g);
		for (end = g + 1; end < p->to && metric_of(&s->block, end) == metric;)
			end++;
		if (ask_for(s, w, metric))
			p->status = work_on_metric(s, w, p, g, end);
	}
	give_back(s, w);
}

static tally_status cut(scanning *s)
{
	const tally_scan_block *b = &s->block;
	s->n_parts = 0;
	for (size_t g = 0; g < b->n_groups;) {
		if (s->n_parts == s->cap_parts) {
			size_t cap = 2 * s->cap_parts + 64;
			part *parts = realloc(s->parts, cap * sizeof *parts);
			if (!parts)
				return TALLY_ESYSTEM;
			s->parts = parts;
			s->cap_parts = cap;
		}
		part *p = &s->parts[s->n_parts++];
		*p = (part){.from = g};
		for (size_t rows = 0; g < b->n_groups; g++) {
			bool boundary = !s->whole_metrics || g == p->from ||
					metric_of(b, g) != metric_of(b, g - 1);
			if (rows >= PART_ROWS && boundary)
				break;
			for (size_t k = b->groups[g]; k < b->groups[g + 1]; k++)
				rows += b->runs[k].n;
		}
		p->to = g;
	}
	return TALLY_OK;
}

/* --- blocks ------------------------------------------------------------------------------- */

static bool ascends(const tally_scan_block *b, const tally_scan_run *run)
{
	const int32_t *time = b->columns[ROW_TIME].narrow;
	if (!time)
		return false;
	int falls = 0;
	for (size_t i = run->from + 1; i < run->from + run->n; i++)
		falls |= time[i] <= time[i - 1];
	return !falls;
}

/* Nothing to choose: no row left out, every run a series of its own, every period once, no base
 * stated row by row. */
static bool is_simple(const scanning *s, size_t group)
{
	const tally_scan_block *b = &s->block;
	size_t from = b->groups[group], to = b->groups[group + 1];
	tally_series_key keys[SERIES_MOST];
	if (!b->all_wanted || to - from > SERIES_MOST)
		return false;
	for (size_t k = from; k < to; k++) {
		const tally_scan_run *run = &b->runs[k];
		tally_claim claim = run->frame;
		if (!ascends(b, run) || claim.against.base == TALLY_BASE_PERIOD ||
		    claim.kind == TALLY_TARGET || claim.kind == TALLY_FORECAST)
			return false;
		if (to - from == 1)
			return true;
		claim.period = tally_scan_period(b, run->from);
		keys[k - from] = tally_series_key_of(&claim, run->frequency, s->codes);
		for (size_t i = from; i < k; i++)
			if (tally_series_key_same(&keys[i - from], &keys[k - from]))
				return false;
	}
	return true;
}

/* Loads what the groups of the block need. */
static tally_status prepare_block(scanning *s, tally_error *err)
{
	bool all_simple = s->kernel != TALLY_KERNEL_NONE;
	if (s->block.n_groups > s->cap_simple) {
		free(s->simple);
		s->cap_simple = 2 * s->block.n_groups;
		s->simple = malloc(s->cap_simple);
		if (!s->simple)
			return tally_error_memory(err);
	}
	for (size_t g = 0; g < s->block.n_groups; g++) {
		s->simple[g] = s->kernel != TALLY_KERNEL_NONE && is_simple(s, g);
		all_simple = all_simple && s->simple[g];
	}
	if (!all_simple)
		return tally_scan_load(s->scan, CLAIM_COLUMNS, &s->block, err);
	return TALLY_OK;
}

/* The unit of what the kernel gives. */
static const char *unit_of(const scanning *s, const stored *series)
{
	return s->kernel == TALLY_KERNEL_VALUE ? series->key.base_unit : "1";
}

static tally_status put_into(scanning *s, const part *p, tally_error *err)
{
	const tally_scan_column *c = s->block.columns;
	tally_status status = TALLY_OK;
	for (size_t i = 0; !status && i < p->n_stored; i++) {
		const stored *series = &p->stored[i];
		const tally_reals figures = {
		    .n = series->n,
		    .frequency = series->key.frequency,
		    .last = c[ROW_TIME].narrow + series->row,
		    .days = c[ROW_DAYS].narrow ? c[ROW_DAYS].narrow + series->row : NULL,
		    .every = (int32_t)c[ROW_DAYS].constant,
		    .value = p->value + series->at,
		    .status = p->state + series->at};
		status = calc_batch_add_columns(s->into, s->e, series->any, &series->key,
						unit_of(s, series), &figures, err);
	}
	for (size_t i = 0; !status && i < p->n_kept; i++)
		status =
		    calc_batch_add(s->into, s->c, s->e, p->kept[i].any, &p->kept[i].computed, err);
	return status;
}

static void release_part(part *p)
{
	tally_diagnostics_release(&p->notes);
	for (size_t i = 0; i < p->n_kept; i++)
		tally_computed_release(&p->kept[i].computed);
	free(p->kept);
	free(p->stored);
	free(p->value);
	free(p->state);
	free(p->text);
}

void calc_scan_tell(scanning *s, const char *note)
{
	if (s->words)
		fprintf(s->words, "tally: %s\n", note);
}

/* Words, then what was asked for. */
tally_status calc_scan_take(scanning *s, part *p, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (p->status)
		return tally_error_set(err, p->status, "%s", p->err.message);
	for (size_t k = 0; k < p->notes.count; k++)
		calc_scan_tell(s, p->notes.items[k].message);
	if (p->n_text > 0) {
		size_t skip = s->c->g->json && s->n_series == 0; /* the comma in front */
		fwrite(p->text + skip, 1, p->n_text - skip, stdout);
	}
	if (s->moments)
		tally_moments_join(s->moments, &p->moments);
	if (s->into)
		status = put_into(s, p, err);
	s->n_series += p->n_series;
	return status;
}

void calc_scan_forget(scanning *s)
{
	for (size_t i = 0; i < s->n_parts; i++)
		release_part(&s->parts[i]);
	s->n_parts = 0;
}

/* The parts of a block, in order. */
tally_status calc_scan_block(scanning *s, tally_error *err)
{
	tally_status status = prepare_block(s, err);
	if (!status && cut(s))
		status = tally_error_memory(err);
	if (!status)
		store_team(s->n_parts, work_on_part, s);
	return status;
}

tally_status calc_scan_take_parts(scanning *s, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t i = 0; !status && i < s->n_parts; i++)
		status = calc_scan_take(s, &s->parts[i], err);
	calc_scan_forget(s);
	return status;
}

uint32_t calc_scan_columns(const scanning *s)
{
	return s->kernel == TALLY_KERNEL_NONE ? CLAIM_COLUMNS : KERNEL_COLUMNS;
}

static tally_status scan_alone(scanning *s, tally_error *err)
{
	tally_status status = TALLY_OK;
	while (!status &&
	       tally_scan_turn(s->scan, NULL, calc_scan_columns(s), &s->block, &status, err)) {
		status = status ? status : calc_scan_block(s, err);
		status = status ? status : calc_scan_take_parts(s, err);
	}
	return status;
}

static tally_status scan_all(scanning *s, tally_store *store, tally_error *err)
{
	const tally_ranks *ranks = s->c->g->ranks;
	tally_status status = tally_scan_open(store, &s->what, s->c->memory, &s->scan, err);
	if (ranks)
		status = tally_ranks_agree(ranks, status, err);
	if (status)
		return status;
	if (s->whole_metrics)
		tally_scan_whole_metrics(s->scan);
	if (!ranks)
		return scan_alone(s, err);
	return s->into ? calc_scan_stretch(s, ranks, err) : calc_scan_in_turn(s, ranks, err);
}

/* --- the verb's part ---------------------------------------------------------------------- */

/* One metric or every metric, all regions alike; and a form of output that comes in parts. */
static bool possible(const calc *c, const tally_expression *e,
		     const tally_expression_options *options)
{
	const int32_t *ids;
	bool any = tally_expression_any(e) != TALLY_NO_CODE;
	if (options->n_regions > 0 || tally_expression_named(e, &ids) > 0)
		return false;
	if (any ? !tally_expression_only_any(e) : tally_expression_metrics(e, &ids) != 1)
		return false;
	return c->summary || c->into || (c->tsv && !c->g->json) || (c->g->json && !any);
}

bool calc_scan(const calc *c, tally_store *store, const cli_query *q, const tally_expression *e,
	       const tally_expression_options *options, tally_moments *moments, calc_batch *into,
	       size_t *n_printed, int *code)
{
	scanning s = {.c = c,
		      .e = e,
		      .options = options,
		      .codes = c->codes,
		      .lock = PTHREAD_MUTEX_INITIALIZER,
		      .moments = moments,
		      .words = stderr,
		      .into = into};
	tally_error err = {0};
	cli_query all_periods = *q; /* a base may lie before --from */
	const int32_t *metrics;

	if (!possible(c, e, options))
		return false;
	all_periods.from = all_periods.to = NULL;
	*code = cli_selection(&cmd_calc, &all_periods, &s.what);
	if (*code == 0 && !cli_series_query(&cmd_calc, q, &s.query))
		*code = 2;
	if (*code != 0)
		return true;
	size_t n_metrics = tally_expression_metrics(e, &metrics);
	if (tally_expression_any(e) == TALLY_NO_CODE) {
		s.what.metrics = metrics;
		s.what.n_metrics = (int)n_metrics;
	}
	s.whole_metrics = !tally_expression_by_region(e);
	s.query.no_intervals = c->summary || c->into;
	if (s.query.no_intervals && !s.query.source && s.query.as_of == TALLY_DAY_NONE)
		s.kernel = tally_kernel_of(e);
	if (scan_all(&s, store, &err) != TALLY_OK)
		*code = cli_fail(&err);
	*n_printed += s.n_series;
	tally_scan_close(s.scan);
	free_workers(&s);
	free(s.simple);
	free(s.parts);
	return true;
}
