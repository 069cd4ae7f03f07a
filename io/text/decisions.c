/* decisions.c: decisions on claims: read, matched by place and printed number, applied. */
#include "text/decisions.h"

#include "csv/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { D_ACCEPT, D_REJECT, D_CORRECT } decision_kind;

enum {
	C_SOURCE,
	C_LOCATOR,
	C_ITEM,
	C_TEXT,
	C_DECISION,
	C_METRIC,
	C_REGION,
	C_PERIOD,
	C_VALUE,
	C_UNIT,
	C_MEASURE,
	C_QUALIFIER,
	C_AGAINST,
	C_KIND,
	C_N
};

static const char *const column_names[C_N] = {
    "source", "locator", "item", "text",    "decision",  "metric",  "region",
    "period", "value",   "unit", "measure", "qualifier", "against", "kind",
};

typedef struct {
	char *fields[C_N]; /* owned; never NULL */
	decision_kind kind;
	int item;
	long line;
	bool applied, moved; /* moved: the place holds another number */
} decision;

struct tally_decisions {
	char *file;
	decision *items;
	size_t n, capacity;
	/* the claim before, to count those of one place */
	char last[TALLY_NAME_MAX + 48];
	int last_item;
	int columns[64]; /* of the file, as C_..., -1 */
	int n_columns;
	tally_diagnostics *list;
	bool memory, header;
};

void tally_decisions_free(tally_decisions *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++)
		for (int k = 0; k < C_N; k++)
			free(d->items[i].fields[k]);
	free(d->items);
	free(d->file);
	free(d);
}

static int column_named(const char *name)
{
	for (int i = 0; i < C_N; i++)
		if (strcmp(column_names[i], name) == 0)
			return i;
	return -1;
}

static void take_header(tally_decisions *d, char *const *fields, int n, long line)
{
	bool seen[C_N] = {false};

	d->n_columns = n < 64 ? n : 64;
	for (int i = 0; i < d->n_columns; i++) {
		d->columns[i] = column_named(fields[i]);
		if (d->columns[i] >= 0)
			seen[d->columns[i]] = true;
		else
			tally_diagnostics_add(d->list, TALLY_ERROR, d->file, line, i + 1,
					      "unknown column \"%s\" of decisions", fields[i]);
	}
	for (int k = C_SOURCE; k <= C_DECISION; k++)
		if (!seen[k] && k != C_ITEM)
			tally_diagnostics_add(d->list, TALLY_ERROR, d->file, line, 0,
					      "the column \"%s\" is missing", column_names[k]);
	d->header = false;
}

static bool kind_of(const char *text, decision_kind *out)
{
	static const char *const names[] = {"accept", "reject", "correct"};

	for (int i = 0; i < 3; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (decision_kind)i;
			return true;
		}
	return false;
}

static bool valid(tally_decisions *d, decision *x)
{
	tally_measure m;
	tally_qualifier q;
	tally_kind k;
	const char *measure = x->fields[C_MEASURE], *qualifier = x->fields[C_QUALIFIER],
		   *kind = x->fields[C_KIND];

	if (!kind_of(x->fields[C_DECISION], &x->kind)) {
		tally_diagnostics_add(d->list, TALLY_ERROR, d->file, x->line, 0,
				      "decision \"%s\": expected accept, reject or correct",
				      x->fields[C_DECISION]);
		return false;
	}
	if ((*measure && !tally_measure_parse(measure, strlen(measure), &m)) ||
	    (*qualifier && !tally_qualifier_parse(qualifier, strlen(qualifier), &q)) ||
	    (*kind && !tally_kind_parse(kind, strlen(kind), &k))) {
		tally_diagnostics_add(d->list, TALLY_ERROR, d->file, x->line, 0,
				      "unknown measure, qualifier or kind: \"%s\" \"%s\" \"%s\"",
				      measure, qualifier, kind);
		return false;
	}
	x->item = *x->fields[C_ITEM] ? atoi(x->fields[C_ITEM]) : 1;
	return true;
}

static void release_fields(decision *x)
{
	for (int k = 0; k < C_N; k++)
		free(x->fields[k]);
}

static int take_row(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	tally_decisions *d = context;
	decision x = {.line = line};

	(void)lengths;
	if (d->header) {
		take_header(d, fields, n, line);
		return 0;
	}
	if (n == 1 && !fields[0][0])
		return 0;
	for (int i = 0; i < n && i < d->n_columns; i++)
		if (d->columns[i] >= 0 && !x.fields[d->columns[i]])
			x.fields[d->columns[i]] = strdup(fields[i]);
	for (int k = 0; k < C_N; k++) {
		if (!x.fields[k])
			x.fields[k] = strdup("");
		d->memory = d->memory || !x.fields[k];
	}
	if (d->n == d->capacity) {
		size_t capacity = d->capacity ? d->capacity * 2 : 32;
		decision *grown = realloc(d->items, capacity * sizeof *grown);

		d->memory = d->memory || !grown;
		if (grown) {
			d->items = grown;
			d->capacity = capacity;
		}
	}
	if (d->memory || !valid(d, &x)) {
		release_fields(&x);
		return d->memory;
	}
	d->items[d->n++] = x;
	return 0;
}

tally_status tally_decisions_parse(const char *file, const char *text, size_t size,
				   tally_decisions **out, tally_diagnostics *list, tally_error *err)
{
	tally_decisions *d = calloc(1, sizeof *d);

	*out = NULL;
	if (!d || !(d->file = strdup(file))) {
		tally_decisions_free(d);
		return tally_error_memory(err);
	}
	d->list = list;
	d->header = true;
	tally_status status = tally_csv_scan(text, size, ',', take_row, d, err);

	d->list = NULL;
	if (status == TALLY_OK && d->memory)
		status = tally_error_memory(err);
	if (status != TALLY_OK) {
		tally_decisions_free(d);
		return status;
	}
	*out = d;
	return TALLY_OK;
}

static void replace(char *field, size_t size, const char *with)
{
	if (*with)
		snprintf(field, size, "%s", with);
}

static void correct(const decision *x, tally_reading *r)
{
	const char *measure = x->fields[C_MEASURE], *qualifier = x->fields[C_QUALIFIER],
		   *kind = x->fields[C_KIND];

	replace(r->metric, sizeof r->metric, x->fields[C_METRIC]);
	replace(r->region, sizeof r->region, x->fields[C_REGION]);
	replace(r->period, sizeof r->period, x->fields[C_PERIOD]);
	replace(r->value, sizeof r->value, x->fields[C_VALUE]);
	replace(r->unit, sizeof r->unit, x->fields[C_UNIT]);
	replace(r->against, sizeof r->against, x->fields[C_AGAINST]);
	if (*measure)
		tally_measure_parse(measure, strlen(measure), &r->measure);
	if (*qualifier)
		tally_qualifier_parse(qualifier, strlen(qualifier), &r->qualifier);
	if (*kind)
		tally_kind_parse(kind, strlen(kind), &r->kind);
}

/* The how-manieth claim of this place. */
static int count_item(tally_decisions *d, const char *source, const tally_reading *r)
{
	char here[sizeof d->last];

	snprintf(here, sizeof here, "%.200s:%u:%u", source, r->slots[TALLY_SLOT_VALUE].line,
		 r->slots[TALLY_SLOT_VALUE].column);
	d->last_item = strcmp(here, d->last) == 0 ? d->last_item + 1 : 1;
	memcpy(d->last, here, sizeof here);
	return d->last_item;
}

bool tally_decisions_apply(tally_decisions *d, const char *source, const char *printed,
			   tally_reading *r)
{
	int item = count_item(d, source, r);
	char locator[48];

	snprintf(locator, sizeof locator, "%u:%u", r->slots[TALLY_SLOT_VALUE].line,
		 r->slots[TALLY_SLOT_VALUE].column);
	for (size_t i = 0; i < d->n; i++) {
		decision *x = &d->items[i];

		if (x->item != item || strcmp(x->fields[C_LOCATOR], locator) != 0 ||
		    strcmp(x->fields[C_SOURCE], source) != 0)
			continue;
		if (strcmp(x->fields[C_TEXT], printed) != 0) {
			x->moved = true;
			continue;
		}
		x->applied = true;
		if (x->kind == D_REJECT)
			return false;
		if (x->kind == D_CORRECT)
			correct(x, r);
		r->tier = TALLY_TIER_A;
		snprintf(r->reasons, sizeof r->reasons, "%s",
			 x->kind == D_CORRECT ? "corrected" : "accepted");
	}
	return true;
}

void tally_decisions_leftover(const tally_decisions *d, const char *source, tally_diagnostics *list)
{
	for (size_t i = 0; i < d->n; i++) {
		const decision *x = &d->items[i];

		if (x->applied || (source && strcmp(source, x->fields[C_SOURCE]) != 0))
			continue;
		tally_diagnostics_add(list, TALLY_WARNING, d->file, x->line, 0,
				      x->moved ? "another number than \"%s\" stands at %s:%s now"
					       : "no claim with \"%s\" was read at %s:%s",
				      x->fields[C_TEXT], x->fields[C_SOURCE], x->fields[C_LOCATOR]);
	}
}
