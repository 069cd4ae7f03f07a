/* plan.c: which column is what.
 *
 * In this order: the user's maps; heads that are a claim field's name; heads that are a common
 * other name of one. If no column holds the values, the table is wide: heads that are periods are
 * the value columns, or, when the period stands elsewhere, all columns of figures, whose heads are
 * then metrics (or regions, when the metric is known and the heads are regions). Whatever is left
 * is a column nobody asked for, and an error unless those are to be ignored. */
#include "csv/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const csv_field_names[CSV_N_FIELDS] = {
    [CSV_METRIC] = "metric",
    [CSV_REGION] = "region",
    [CSV_PERIOD] = "period",
    [CSV_VALUE] = "value",
    [CSV_UNIT] = "unit",
    [CSV_MEASURE] = "measure",
    [CSV_QUALIFIER] = "qualifier",
    [CSV_AGAINST] = "against",
    [CSV_PRICES] = "prices",
    [CSV_BASIS] = "basis",
    [CSV_ADJUSTMENT] = "adjustment",
    [CSV_KIND] = "kind",
    [CSV_SOURCE] = "source",
    [CSV_PUBLISHED] = "published",
    [CSV_LOCATOR] = "locator",
    [CSV_STATUS] = "status",
    [CSV_NOTE] = "note",
    [CSV_TIER] = "tier",
    [CSV_METRIC_NAME] = "metric_name",
    [CSV_REGION_NAME] = "region_name",
};

csv_field csv_field_find(const char *text)
{
	for (int f = 0; f < CSV_N_FIELDS; f++)
		if (strcmp(text, csv_field_names[f]) == 0)
			return (csv_field)f;
	return CSV_N_FIELDS;
}

/* Other names of fields in any case, the better ones first: a code beats a name. */
static const struct {
	const char *head;
	csv_field field;
} synonyms[] = {
    {"REF_AREA", CSV_REGION},
    {"Country Code", CSV_REGION},
    {"geo", CSV_REGION},
    {"isocode", CSV_REGION},
    {"iso3", CSV_REGION},
    {"region", CSV_REGION},
    {"地区代码", CSV_REGION},
    {"地区", CSV_REGION},
    {"省份", CSV_REGION},
    {"省市", CSV_REGION},
    {"城市", CSV_REGION},
    {"国家", CSV_REGION},
    {"province", CSV_REGION},
    {"state", CSV_REGION},
    {"city", CSV_REGION},
    {"economy", CSV_REGION},
    {"Country Name", CSV_REGION},
    {"country", CSV_REGION},
    {"period", CSV_PERIOD},
    {"TIME_PERIOD", CSV_PERIOD},
    {"time", CSV_PERIOD},
    {"year", CSV_PERIOD},
    {"date", CSV_PERIOD},
    {"年份", CSV_PERIOD},
    {"时间", CSV_PERIOD},
    {"年度", CSV_PERIOD},
    {"value", CSV_VALUE},
    {"OBS_VALUE", CSV_VALUE},
    {"数值", CSV_VALUE},
    {"metric", CSV_METRIC},
    {"Indicator Code", CSV_METRIC},
    {"Series Code", CSV_METRIC},
    {"指标", CSV_METRIC},
    {"indicator", CSV_METRIC},
    {"Indicator Name", CSV_METRIC},
    {"Series Name", CSV_METRIC},
    {"unit", CSV_UNIT},
    {"units", CSV_UNIT},
    {"单位", CSV_UNIT},
    {"UNIT_MEASURE", CSV_UNIT},
    {"status", CSV_STATUS},
    {"OBS_STATUS", CSV_STATUS},
    {"published", CSV_PUBLISHED},
    {"pub_date", CSV_PUBLISHED},
    {"source", CSV_SOURCE},
    {"来源", CSV_SOURCE},
    {"measure", CSV_MEASURE},
    {"note", CSV_NOTE},
    {"备注", CSV_NOTE},
};

/* Names that go with a code in another column. */
static const struct {
	const char *head;
	csv_field field;
} name_columns[] = {
    {"Country Name", CSV_REGION_NAME},
    {"country", CSV_REGION_NAME},
    {"Indicator Name", CSV_METRIC_NAME},
    {"Series Name", CSV_METRIC_NAME},
};

/* Columns that tally itself writes beside a claim. */
static const char *const companions[] = {"text", "error"};

typedef struct {
	csv_plan *plan;
	const csv_sample *sample;
	const csv_preamble *preamble;
	const tally_csv_options *options;
	const tally_codes *codes;
	const char *file;
	tally_diagnostics *list;
	bool decimal_comma;
	bool decided; /* value columns were mapped */
} planner;

static void complain(const planner *p, int column, const char *format, const char *a, const char *b)
{
	char message[512];
	snprintf(message, sizeof message, format, a, b);
	tally_diagnostics_add(p->list, TALLY_ERROR, p->file, p->plan->header_line, column + 1L,
			      "%s", message);
}

/* --- heads ------------------------------------------------------------------------- */

void csv_split_first(char **fields, size_t *lengths, int *n, int split)
{
	char *at = fields[0], *end = fields[0] + lengths[0];

	if (split < 2 || *n < 1)
		return;
	memmove(fields + split, fields + 1, (size_t)(*n - 1) * sizeof *fields);
	memmove(lengths + split, lengths + 1, (size_t)(*n - 1) * sizeof *lengths);
	for (int i = 0; i < split; i++) {
		char *comma = i + 1 < split ? memchr(at, ',', (size_t)(end - at)) : NULL;
		char *stop = comma != NULL ? comma : end;
		fields[i] = at;
		lengths[i] = (size_t)(stop - at);
		*stop = '\0';
		at = comma != NULL ? comma + 1 : end;
	}
	*n += split - 1;
}

/* `unit,geo\time`: the parts before the backslash are row fields, the one behind it names what the
 * heads are. */
static int composite_parts(char *head)
{
	char *back = strchr(head, '\\');
	int parts = 1;
	if (back == NULL)
		return 1;
	*back = '\0';
	for (const char *s = head; *s != '\0'; s++)
		parts += *s == ',';
	return parts;
}

static char *copy_text(const char *text)
{
	return strdup(text);
}

static bool take_heads(planner *p)
{
	static char period[] = "period", value[] = "value";
	char *default_fields[2] = {period, value};
	size_t default_lengths[2] = {6, 5};
	csv_record assumed = {default_fields, default_lengths, 2, 1};
	csv_plan *plan = p->plan;
	csv_record *h = p->preamble->header < 0 ? &assumed : &p->sample->items[p->preamble->header];

	plan->header_line = h->line;
	plan->split = h->n > 0 ? composite_parts(h->fields[0]) : 1;
	if (plan->split > 16)
		plan->split = 16;
	if (p->preamble->header >= 0) {
		h->lengths[0] = strlen(h->fields[0]);
		csv_split_first(h->fields, h->lengths, &h->n, plan->split);
	}
	plan->width = h->n;
	while (plan->width > 1 && h->lengths[plan->width - 1] == 0)
		plan->width--;
	plan->heads = calloc((size_t)plan->width, sizeof *plan->heads);
	plan->used = calloc((size_t)plan->width, sizeof *plan->used);
	plan->values =
	    calloc((size_t)plan->width + (size_t)p->options->n_maps, sizeof *plan->values);
	if (plan->heads == NULL || plan->used == NULL || plan->values == NULL)
		return false;
	for (int i = 0; i < plan->width; i++) {
		const char *text = h->fields[i];
		size_t len = h->lengths[i];
		csv_trim(&text, &len);
		h->fields[i][(size_t)(text - h->fields[i]) + len] = '\0';
		plan->heads[i] = copy_text(text);
		if (plan->heads[i] == NULL)
			return false;
	}
	return true;
}

static int find_head(const csv_plan *plan, const char *text)
{
	for (int i = 0; i < plan->width; i++)
		if (strcmp(plan->heads[i], text) == 0)
			return i;
	for (int i = 0; i < plan->width; i++)
		if (strcasecmp(plan->heads[i], text) == 0)
			return i;
	char *end;
	long number = strtol(text, &end, 10);
	return *text != '\0' && *end == '\0' && number >= 1 && number <= plan->width
		   ? (int)number - 1
		   : -1;
}

/* --- maps -------------------------------------------------------------------------- */

static void unknown_head(const planner *p, const char *map, const char *head)
{
	const char *near =
	    tally_near_word(head, (const char *const *)p->plan->heads, p->plan->width);
	tally_diagnostics_add(p->list, TALLY_ERROR, p->file, p->plan->header_line, 0,
			      "--map %s: there is no column \"%s\"%s%s%s", map, head,
			      near ? "; did you mean \"" : "; the columns are those of this line",
			      near ? near : "", near ? "\"?" : "");
}

static void add_value(csv_plan *plan, int column, const char *label)
{
	plan->values[plan->n_values++] = (csv_value_column){column, label};
	plan->used[column] = true;
}

/* value=HEAD, or value=HEAD:METRIC(UNIT). */
static void map_value(planner *p, const char *map, const char *head)
{
	int column = find_head(p->plan, head);
	const char *label = NULL, *colon = strchr(head, ':');
	char buffer[512];

	for (; column < 0 && colon != NULL; colon = strchr(colon + 1, ':')) {
		snprintf(buffer, sizeof buffer, "%.*s", (int)(colon - head), head);
		column = find_head(p->plan, buffer);
		label = colon + 1;
	}
	if (column < 0) {
		unknown_head(p, map, head);
		return;
	}
	add_value(p->plan, column, label != NULL ? label : p->plan->heads[column]);
	p->decided = true;
}

/* Marks the columns that a pattern names; complains of those that are not there. */
static void use_pattern(const planner *p, const char *map, const char *pattern)
{
	for (const char *s = strchr(pattern, '{'); s != NULL; s = strchr(s + 1, '{')) {
		const char *end = strchr(s, '}');
		char head[256];
		if (end == NULL || end - s > 255)
			break;
		snprintf(head, sizeof head, "%.*s", (int)(end - s - 1), s + 1);
		if (strcmp(head, "*") == 0)
			continue;
		int column = find_head(p->plan, head);
		if (column < 0)
			unknown_head(p, map, head);
		else
			p->plan->used[column] = true;
	}
}

static void apply_map(planner *p, const char *map)
{
	const char *equals = strchr(map, '=');
	char name[32];
	csv_slot *slot;

	if (equals == NULL || (size_t)(equals - map) >= sizeof name) {
		complain(p, -1, "--map %s: expected FIELD=COLUMN, such as region=%s", map, "地区");
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)(equals - map), map);
	csv_field field = csv_field_find(name);
	if (field == CSV_N_FIELDS) {
		const char *near = tally_near_word(name, csv_field_names, CSV_N_FIELDS);
		complain(p, -1, "--map %s: there is no field of that name; %s", map,
			 near ? near : "the fields are those of the claim CSV");
		return;
	}
	if (field == CSV_VALUE) {
		map_value(p, map, equals + 1);
		return;
	}
	slot = &p->plan->slots[field];
	slot->column = find_head(p->plan, equals + 1);
	if (slot->column >= 0) {
		p->plan->used[slot->column] = true;
	} else if (strchr(equals + 1, '{') != NULL) {
		slot->pattern = equals + 1;
		use_pattern(p, map, equals + 1);
	} else {
		unknown_head(p, map, equals + 1);
	}
}

/* --- columns by their heads ----------------------------------------------------------- */

static bool has_slot(const csv_plan *plan, csv_field f)
{
	return plan->slots[f].column >= 0 || plan->slots[f].pattern != NULL ||
	       plan->slots[f].constant != NULL;
}

static void take_column(csv_plan *plan, csv_field f, int column)
{
	if (f == CSV_VALUE)
		add_value(plan, column, plan->heads[column]);
	else
		plan->slots[f].column = column;
	plan->used[column] = true;
}

static bool is_taken(const csv_plan *plan, csv_field f)
{
	return f == CSV_VALUE ? plan->n_values > 0
			      : plan->slots[f].column >= 0 || plan->slots[f].pattern != NULL;
}

static void take_named_columns(planner *p)
{
	csv_plan *plan = p->plan;

	for (int i = 0; i < plan->width; i++) {
		csv_field f = csv_field_find(plan->heads[i]);
		if (f == CSV_N_FIELDS || plan->used[i])
			continue;
		if (is_taken(plan, f) && plan->slots[f].pattern == NULL && f != CSV_VALUE)
			continue;
		if (!is_taken(plan, f))
			take_column(plan, f, i);
	}
}

static bool is_native(const csv_plan *plan)
{
	static const csv_field needed[] = {CSV_METRIC, CSV_REGION, CSV_PERIOD, CSV_VALUE};
	for (int k = 0; k < COUNT(needed); k++) {
		bool there = false;
		for (int i = 0; i < plan->width; i++)
			there |= strcmp(plan->heads[i], csv_field_names[needed[k]]) == 0;
		if (!there)
			return false;
	}
	return true;
}

static void take_synonyms(planner *p)
{
	csv_plan *plan = p->plan;

	for (int k = 0; k < COUNT(synonyms); k++) {
		csv_field f = synonyms[k].field;
		if (is_taken(plan, f) ||
		    (f == CSV_VALUE && p->options->layout == TALLY_LAYOUT_WIDE))
			continue;
		if ((f == CSV_METRIC && p->options->metric != NULL) ||
		    (f == CSV_REGION && p->options->region != NULL) ||
		    (f == CSV_PERIOD && p->options->period != NULL))
			continue;
		for (int i = 0; i < plan->width && !is_taken(plan, f); i++)
			if (!plan->used[i] && strcasecmp(plan->heads[i], synonyms[k].head) == 0)
				take_column(plan, f, i);
	}
	for (int k = 0; k < COUNT(name_columns); k++)
		for (int i = 0; i < plan->width; i++)
			if (!plan->used[i] && !is_taken(plan, name_columns[k].field) &&
			    strcasecmp(plan->heads[i], name_columns[k].head) == 0)
				take_column(plan, name_columns[k].field, i);
}

/* --- wide tables ----------------------------------------------------------------------- */

/* The World Bank's DataBank writes `1960 [YR1960]`. */
static void cut_year_tag(char *head)
{
	char *tag = strstr(head, " [YR");
	if (tag != NULL)
		*tag = '\0';
}

static bool is_period_head(const char *head)
{
	tally_period period;
	return *head != '\0' && tally_period_parse(head, strlen(head), &period, NULL) == TALLY_OK;
}

static void take_period_columns(planner *p)
{
	csv_plan *plan = p->plan;
	for (int i = 0; i < plan->width; i++) {
		if (plan->used[i])
			continue;
		cut_year_tag(plan->heads[i]);
		if (is_period_head(plan->heads[i]))
			add_value(plan, i, plan->heads[i]);
	}
	if (plan->n_values > 0)
		plan->labelled = CSV_PERIOD;
}

/* Whether what the sample shows of a column are figures or nothing. */
static bool holds_figures(const planner *p, int column, const csv_marks *marks)
{
	for (int i = p->preamble->data; i < p->sample->n; i++) {
		const csv_record *r = &p->sample->items[i];
		int at = column - (p->plan->split - 1);
		csv_cell cell;
		if (at < 0)
			return false;
		if (at >= r->n || csv_is_footnote(r->fields, r->lengths, r->n, p->plan->width))
			continue;
		if (csv_cell_read(marks, p->decimal_comma, r->fields[at], r->lengths[at], &cell,
				  NULL) == CSV_CELL_BAD)
			return false;
	}
	return true;
}

static void take_figure_columns(planner *p)
{
	csv_plan *plan = p->plan;
	csv_marks *marks;
	int regions = 0;

	if (csv_marks_load(NULL, &marks, NULL) != TALLY_OK)
		return;
	for (int i = 0; i < plan->width; i++) {
		if (plan->used[i] || plan->heads[i][0] == '\0' || !holds_figures(p, i, marks))
			continue;
		add_value(plan, i, plan->heads[i]);
		regions += tally_codes_find_region(p->codes, plan->heads[i],
						   strlen(plan->heads[i])) != TALLY_NO_CODE;
	}
	csv_marks_free(marks);
	bool heads_are_regions = has_slot(plan, CSV_METRIC) && !is_taken(plan, CSV_REGION) &&
				 plan->slots[CSV_REGION].constant == NULL && regions > 0;
	if (heads_are_regions)
		plan->labelled = CSV_REGION;
	else if (p->options->metric != NULL && plan->n_values > 1)
		complain(p, -1,
			 "--metric %s is one metric, but several columns hold figures; pick one "
			 "with --map value=COLUMN%s",
			 p->options->metric, "");
	else if (plan->slots[CSV_METRIC].pattern == NULL && p->options->metric == NULL)
		plan->labelled = CSV_METRIC;
}

static void label_mapped_values(csv_plan *plan)
{
	bool periods = !has_slot(plan, CSV_PERIOD);
	for (int i = 0; i < plan->n_values; i++)
		periods &= is_period_head(plan->values[i].label);
	if (periods)
		plan->labelled = CSV_PERIOD;
	else if (plan->slots[CSV_METRIC].pattern == NULL &&
		 (plan->n_values > 1 || !has_slot(plan, CSV_METRIC)))
		plan->labelled = CSV_METRIC;
}

static void find_value_columns(planner *p)
{
	csv_plan *plan = p->plan;

	if (p->decided) {
		label_mapped_values(plan);
	} else if (plan->n_values == 0 && p->options->layout != TALLY_LAYOUT_TIDY) {
		if (!is_taken(plan, CSV_PERIOD) && plan->slots[CSV_PERIOD].constant == NULL)
			take_period_columns(p);
		if (plan->n_values == 0)
			take_figure_columns(p);
	}
	plan->wide = plan->labelled != CSV_VALUE || plan->n_values > 1;
}

/* --- what is missing, what is too much --------------------------------------------------- */

static void set_constants(planner *p)
{
	const tally_csv_options *o = p->options;
	const csv_preamble *pre = p->preamble;
	const char *const constants[CSV_N_FIELDS] = {
	    [CSV_METRIC] = o->metric ? o->metric : pre->metric,
	    [CSV_REGION] = o->region,
	    [CSV_PERIOD] = o->period,
	    [CSV_UNIT] = o->unit      ? o->unit
			 : *pre->unit ? pre->unit
				      : NULL,
	    [CSV_MEASURE] = o->measure,
	    [CSV_PRICES] = o->prices,
	    [CSV_BASIS] = o->basis,
	    [CSV_ADJUSTMENT] = o->adjustment,
	    [CSV_KIND] = o->kind,
	    [CSV_SOURCE] = o->source,
	    [CSV_PUBLISHED] = o->published ? o->published : pre->published,
	    [CSV_LOCATOR] = o->locator,
	    [CSV_STATUS] = o->status,
	    [CSV_NOTE] = o->note,
	    [CSV_METRIC_NAME] = o->metric ? NULL : pre->metric_name,
	};
	for (int f = 0; f < CSV_N_FIELDS; f++) {
		p->plan->slots[f] = (csv_slot){.column = -1, .constant = constants[f]};
		if (constants[f] != NULL && constants[f][0] == '\0')
			p->plan->slots[f].constant = NULL;
	}
}

/* The one column that nobody knows is perhaps the one that is missing. */
static const char *spare_column(const csv_plan *plan)
{
	const char *spare = NULL;
	int n = 0;

	for (int i = 0; i < plan->width; i++)
		if (!plan->used[i] && plan->heads[i][0] != '\0') {
			spare = plan->heads[i];
			n++;
		}
	return n == 1 ? spare : "COLUMN";
}

static void need_field(const planner *p, csv_field f)
{
	const char *name = csv_field_names[f], *column = spare_column(p->plan);
	bool spaced = strchr(column, ' ') != NULL;

	tally_diagnostics_add(
	    p->list, TALLY_ERROR, p->file, p->plan->header_line, 0,
	    "no column says the %s; name it with --map %s%s=%s%s, or give one for "
	    "all rows with --%s",
	    name, spaced ? "'" : "", name, column, spaced ? "'" : "", name);
}

static void need_fields(const planner *p)
{
	static const csv_field needed[] = {CSV_METRIC, CSV_REGION, CSV_PERIOD};
	const csv_plan *plan = p->plan;

	if (plan->n_values == 0)
		complain(p, -1,
			 "no column holds values: expected a column `value`, periods as heads or "
			 "columns of figures; say which with --map value=COLUMN%s%s",
			 "", "");
	for (int i = 0; i < COUNT(needed); i++)
		if (plan->labelled != needed[i] && !has_slot(plan, needed[i]))
			need_field(p, needed[i]);
}

static bool is_companion(const char *head)
{
	for (int i = 0; i < COUNT(companions); i++)
		if (strcmp(head, companions[i]) == 0)
			return true;
	return false;
}

static void refuse_extras(const planner *p)
{
	const csv_plan *plan = p->plan;

	for (int i = 0; i < plan->width; i++) {
		const char *head = plan->heads[i];
		csv_field f = csv_field_find(head);
		if (plan->used[i] || p->options->ignore_extra || is_companion(head))
			continue;
		const char *near = tally_near_word(head, csv_field_names, CSV_N_FIELDS);
		if (f != CSV_N_FIELDS)
			complain(p, i, "column \"%s\" is there twice, or its field is mapped%s",
				 head, "");
		else if (near != NULL)
			complain(p, i, "unknown column \"%s\"; did you mean \"%s\"?", head, near);
		else
			complain(p, i,
				 "unknown column \"%s\"; say what it is with --map, or pass over "
				 "such columns with --ignore-extra%s",
				 *head ? head : "(no head)", "");
	}
}

tally_status csv_plan_make(const csv_sample *sample, const csv_preamble *preamble,
			   const tally_csv_options *options, const tally_codes *codes,
			   bool decimal_comma, const char *file, tally_diagnostics *list,
			   csv_plan *out, tally_error *err)
{
	planner p = {out, sample, preamble, options, codes, file, list, decimal_comma, false};

	memset(out, 0, sizeof *out);
	out->labelled = CSV_VALUE;
	set_constants(&p);
	if (!take_heads(&p))
		return tally_error_memory(err);
	for (int i = 0; i < options->n_maps; i++)
		apply_map(&p, options->maps[i]);
	if (options->layout != TALLY_LAYOUT_WIDE || !is_native(out))
		out->native = is_native(out);
	take_named_columns(&p);
	if (!out->native)
		take_synonyms(&p);
	find_value_columns(&p);
	need_fields(&p);
	refuse_extras(&p);
	return TALLY_OK;
}

void csv_plan_release(csv_plan *plan)
{
	for (int i = 0; plan->heads != NULL && i < plan->width; i++)
		free(plan->heads[i]);
	free(plan->heads);
	free(plan->values);
	free(plan->used);
	memset(plan, 0, sizeof *plan);
}
