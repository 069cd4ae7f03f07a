/* evaluated.c: see evaluated.h. */
#include "evaluated.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_MAX 6

/* A few of them: a group of which two members have figures would tell of all the others. */
static void print_notes(const tally_diagnostics *notes)
{
	size_t n = notes->count <= NOTES_MAX ? notes->count : NOTES_MAX - 1;

	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "tally: %s\n", notes->items[i].message);
	if (n < notes->count)
		fprintf(stderr, "tally: and %zu more of this kind\n", notes->count - n);
}

int cli_evaluate(const cli_command *command, tally_store *store, const cli_query *q,
		 const char *text, cli_evaluated *out)
{
	const tally_codes *codes = tally_store_codes(store);
	tally_expression_options options = {0};
	const int32_t *metrics, *regions;
	cli_query whole = *q;
	tally_series_query query;
	tally_error err = {0};

	*out = (cli_evaluated){0};
	if (tally_expression_parse(text, codes, &out->expression, &err) != TALLY_OK)
		return cli_fail(&err);
	size_t n_metrics = tally_expression_metrics(out->expression, &metrics);
	size_t n_regions = tally_expression_regions(out->expression, &regions);
	whole.from = whole.to = NULL;
	int code = cli_read(command, &whole, store, metrics, (int)n_metrics, regions,
			    (int)n_regions, &out->claims);
	if (code)
		return code;
	if (!cli_series_query(command, q, &query))
		return 2;
	if (tally_series_build(&out->claims, codes, &query, &out->set, &err) != TALLY_OK ||
	    tally_expression_run(out->expression, &out->set, &options, &out->result, &err) !=
		TALLY_OK)
		return cli_fail(&err);
	print_notes(&out->result.notes);
	if (out->result.n > 0)
		return 0;
	tally_error_set(&err, TALLY_EINPUT, "%s: the store has no figures for it", text);
	return cli_fail(&err);
}

void cli_evaluated_release(cli_evaluated *e)
{
	tally_computed_release(&e->result);
	tally_series_set_release(&e->set);
	tally_claims_release(&e->claims);
	tally_expression_free(e->expression);
	*e = (cli_evaluated){0};
}

static bool one_region(const cli_evaluated *e)
{
	for (size_t i = 1; i < e->result.n; i++)
		if (e->result.items[i].key.region != e->result.items[0].key.region)
			return false;
	return true;
}

const tally_series *cli_series_of(const cli_evaluated *e, int32_t region, bool finest, bool any)
{
	const tally_series *best = NULL;

	any = any && one_region(e);
	for (size_t i = 0; i < e->result.n; i++) {
		const tally_series *s = &e->result.items[i];
		if ((!any && s->key.region != region) || s->key.frequency > TALLY_FREQ_DAY)
			continue;
		if (!best || (finest ? s->key.frequency > best->key.frequency
				     : s->key.frequency < best->key.frequency))
			best = s;
	}
	return best;
}

bool cli_lines_add(cli_lines *l, const cli_line *line)
{
	if (l->n == l->capacity) {
		size_t capacity = l->capacity ? l->capacity * 2 : 64;
		cli_line *lines = realloc(l->lines, capacity * sizeof *lines);
		if (!lines)
			return false;
		l->lines = lines;
		l->capacity = capacity;
	}
	l->lines[l->n++] = *line;
	return true;
}

void cli_lines_fact(cli_lines *l, double value, const char *format, ...)
{
	struct cli_fact *facts = realloc(l->facts, (l->n_facts + 1) * sizeof *facts);
	va_list args;

	if (!facts)
		return; /* a figure about the result less; the result itself is whole */
	l->facts = facts;
	va_start(args, format);
	vsnprintf(facts[l->n_facts].name, sizeof facts->name, format, args);
	va_end(args);
	facts[l->n_facts++].value = value;
}

void cli_lines_release(cli_lines *l)
{
	free(l->lines);
	free(l->facts);
	*l = (cli_lines){0};
}

double cli_value_at(const tally_series *s, tally_period period)
{
	ptrdiff_t at = s ? tally_series_find(s, period) : -1;
	return at < 0 ? NAN : s->points[at].value;
}

bool cli_number(const cli_command *command, const char *option, const char *text, double least,
		double most, double fallback, double *out)
{
	char *end;

	*out = fallback;
	if (!text)
		return true;
	*out = strtod(text, &end);
	if (end != text && !*end && *out >= least && *out <= most)
		return true;
	cli_usage(command, "--%s: expected a number from %g to %g, found \"%s\"", option, least,
		  most, text);
	return false;
}

int cli_word(const cli_command *command, const char *option, const char *text,
	     const char *const *words)
{
	char list[256] = "";

	if (!text)
		return 0;
	for (int i = 0; words[i]; i++) {
		size_t used = strlen(list);
		if (strcmp(text, words[i]) == 0)
			return i;
		snprintf(list + used, sizeof list - used, "%s%s",
			 i == 0         ? ""
			 : words[i + 1] ? ", "
					: " or ",
			 words[i]);
	}
	cli_usage(command, "--%s is %s; found \"%s\"", option, list, text);
	return -1;
}

/* --- printing ----------------------------------------------------------------------------- */

bool cli_range(const cli_command *command, const cli_query *q, tally_day *from, tally_day *to)
{
	tally_period p;

	*from = INT32_MIN;
	*to = INT32_MAX;
	if (q->from && !cli_period(command, q->from, &p))
		return false;
	if (q->from)
		*from = p.first;
	if (q->to && !cli_period(command, q->to, &p))
		return false;
	if (q->to)
		*to = p.last;
	return true;
}

static bool inside(const cli_line *line, tally_day from, tally_day to)
{
	return line->label || (line->period.last >= from && line->period.last <= to);
}

static void line_label(const cli_line *line, char out[64])
{
	char period[TALLY_PERIOD_TEXT];

	if (line->label) {
		snprintf(out, 64, "%s", line->label);
		return;
	}
	tally_period_print(line->period, period);
	snprintf(out, 64, "%s", period);
}

static void format_value(const cli_globals *g, const cli_lines *l, const cli_line *line, int k,
			 char out[64])
{
	double v = line->values[k];

	if (isnan(v))
		snprintf(out, 64, "-");
	else if (l->shown[k] == CLI_PERCENT)
		snprintf(out, 64, "%.2f %%", 100 * v);
	else if (l->shown[k] == CLI_NUMBER)
		snprintf(out, 64, "%.6g", v);
	else
		cli_format_value(v, line->unit ? line->unit : "1", g->lang, out);
}

static void print_table(const cli_globals *g, const tally_codes *codes, const cli_lines *l,
			tally_day from, tally_day to)
{
	const char *heads[CLI_VALUES_MAX + 2] = {"region", "period"}, *cells[CLI_VALUES_MAX + 2];
	char align[CLI_VALUES_MAX + 3] = "ll", texts[CLI_VALUES_MAX][64], label[64];

	for (int k = 0; k < l->n_values; k++) {
		heads[k + 2] = l->heads[k];
		align[k + 2] = 'r';
	}
	cli_table *table = cli_table_new(l->n_values + 2, heads, align);
	for (size_t i = 0; table && i < l->n; i++) {
		const cli_line *line = &l->lines[i];
		if (!inside(line, from, to))
			continue;
		line_label(line, label);
		cells[0] =
		    line->region == TALLY_NO_CODE
			? ""
			: tally_region_name(tally_codes_region(codes, line->region), g->lang);
		cells[1] = label;
		for (int k = 0; k < l->n_values; k++) {
			format_value(g, l, line, k, texts[k]);
			cells[k + 2] = texts[k];
		}
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

static void print_json(const tally_codes *codes, const cli_lines *l, tally_day from, tally_day to)
{
	const char *comma = "";
	char label[64];

	printf("{\"facts\":{");
	for (size_t i = 0; i < l->n_facts; i++) {
		printf("%s", i ? "," : "");
		cli_json_string(stdout, l->facts[i].name);
		printf(":");
		cli_json_number(stdout, l->facts[i].value);
	}
	printf("},\"lines\":[");
	for (size_t i = 0; i < l->n; i++) {
		const cli_line *line = &l->lines[i];
		if (!inside(line, from, to))
			continue;
		line_label(line, label);
		printf("%s{\"region\":", comma);
		cli_json_string(stdout, line->region == TALLY_NO_CODE
					    ? ""
					    : tally_codes_region(codes, line->region)->code);
		printf(",\"period\":");
		cli_json_string(stdout, label);
		for (int k = 0; k < l->n_values; k++) {
			printf(",");
			cli_json_string(stdout, l->heads[k]);
			printf(":");
			cli_json_number(stdout, line->values[k]);
		}
		printf("}");
		comma = ",";
	}
	printf("]}\n");
}

bool cli_lines_print(const cli_command *command, const cli_globals *g, const cli_query *q,
		     const tally_codes *codes, const cli_lines *l)
{
	tally_day from, to;

	if (!cli_range(command, q, &from, &to))
		return false;
	if (g->json) {
		print_json(codes, l, from, to);
		return true;
	}
	print_table(g, codes, l, from, to);
	for (size_t i = 0; i < l->n_facts; i++)
		fprintf(stderr, "tally: %s %.6g\n", l->facts[i].name, l->facts[i].value);
	return true;
}

/* --- into the store --------------------------------------------------------------------------- */

/* A spelling of the base unit itself. */
static int32_t base_unit(const tally_codes *codes, const char *base)
{
	for (int32_t i = 0; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		if (u->power == 0 && strcmp(u->base, base) == 0)
			return i;
	}
	return TALLY_NO_CODE;
}

/* Appends the finite figures of a column in the range; `c` has all but region, period and figure.
 */
static tally_status add_column(tally_claims *claims, const cli_lines *l, int column, tally_claim c,
			       int32_t region, tally_day from, tally_day to, tally_error *err)
{
	tally_status status = TALLY_OK;

	for (size_t i = 0; i < l->n && status == TALLY_OK; i++) {
		const cli_line *line = &l->lines[i];
		if (!isfinite(line->values[column]) || !inside(line, from, to))
			continue;
		c.region = line->region == TALLY_NO_CODE ? region : line->region;
		c.period = line->period;
		c.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = line->values[column]};
		c.row = (int64_t)claims->n + 1;
		status = tally_claims_add(claims, &c, err);
	}
	return status;
}

static int append(const cli_command *command, const cli_globals *g, tally_store *store,
		  tally_claims *claims, tally_status status, const char *source, tally_error *err)
{
	tally_store_options options = {.no_wait = g->no_wait};
	tally_batch_info info = {.file = command->name, .digest = "", .stamp = ""};

	info.rows_in = (int64_t)claims->n;
	if (status == TALLY_OK)
		status = tally_store_append(g->store, claims, tally_store_codes(store), &options,
					    &info, err);
	if (status == TALLY_OK)
		fprintf(stderr, "tally: %lld figures stored as %s, batch %d\n",
			(long long)info.rows_stored, source, info.number);
	tally_claims_release(claims);
	return status == TALLY_OK ? 0 : cli_fail(err);
}

static tally_claim new_claim(tally_claims *claims, const cli_lines *l, const char *source)
{
	tally_claim c = tally_claim_default();

	c.status = 'E';
	c.source = tally_pool_add(&claims->texts, source, strlen(source));
	if (*l->note)
		c.note = tally_pool_add(&claims->texts, l->note, strlen(l->note));
	return c;
}

int cli_lines_store(const cli_command *command, const cli_globals *g, const cli_query *q,
		    tally_store *store, const cli_lines *l, int column,
		    const tally_series_key *like, const char *source)
{
	tally_claims claims = {0};
	tally_error err = {0};
	tally_day from, to;

	if (like->metric == TALLY_NO_CODE || like->measure != TALLY_LEVEL)
		return cli_usage(command, "--into needs one metric's levels, not an expression");
	if (!cli_range(command, q, &from, &to))
		return 2;
	tally_claim c = new_claim(&claims, l, source);
	c.metric = like->metric;
	c.prices = like->prices;
	c.adjustment = like->adjustment;
	c.unit = base_unit(tally_store_codes(store), like->base_unit);
	tally_status status = add_column(&claims, l, column, c, TALLY_NO_CODE, from, to, &err);
	return append(command, g, store, &claims, status, source, &err);
}

/* The metric of a column, made when it is new: "convergence_speed", "convergence_half_life". */
static tally_status define(tally_codes *codes, const cli_lines *l, int column, const char *metric,
			   tally_claim *c, tally_error *err)
{
	char code[64];
	const char *unit =
	    l->shown[column] == CLI_AMOUNT && l->lines[0].unit ? l->lines[0].unit : "1";

	snprintf(code, sizeof code, l->n_values > 1 ? "%s_%s" : "%s", metric, l->heads[column]);
	for (char *s = code; *s; s++)
		*s = *s == '-' || *s == ' ' ? '_' : (char)tolower((unsigned char)*s);
	tally_status status =
	    tally_codes_define_unit(codes, unit, unit, 0, "computed", &c->unit, err);
	if (status == TALLY_OK)
		status = tally_codes_define_metric(codes, code, l->note, unit, "computed",
						   &c->metric, err);
	if (status == TALLY_OK && strcmp(tally_codes_metric(codes, c->metric)->base_unit, unit) != 0)
		status =
		    tally_error_set(err, TALLY_EUSAGE, "--into: %s is in %s, the result in %s",
				    code, tally_codes_metric(codes, c->metric)->base_unit, unit);
	return status;
}

int cli_lines_store_as(const cli_command *command, const cli_globals *g, const cli_query *q,
		       tally_store *store, const cli_lines *l, const char *metric, int32_t region,
		       const char *source)
{
	tally_claims claims = {0};
	tally_error err = {0};
	tally_status status = TALLY_OK;
	tally_day from, to;

	if (!cli_range(command, q, &from, &to))
		return 2;
	if (l->n > 0 && l->lines[0].region == TALLY_NO_CODE && region == TALLY_NO_CODE)
		return cli_usage(command, "--into: the result is one for all regions; say whose it "
					  "is by --whole");
	tally_claim c = new_claim(&claims, l, source);
	for (int k = 0; k < l->n_values && l->n > 0 && status == TALLY_OK; k++) {
		status = define(tally_store_codes(store), l, k, metric, &c, &err);
		if (status == TALLY_OK)
			status = add_column(&claims, l, k, c, region, from, to, &err);
	}
	return append(command, g, store, &claims, status, source, &err);
}
