/* codes_rows.c: rows of the code lists, from strings.
 *
 * Each list is a table of columns: name, how the text is read, where the value goes. A row is
 * read into a zeroed struct with the defaults of its list; every bad field is complained of, and a
 * row with a complaint is left out. */
#include "codes_inside.h"
#include "rule.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The row being read. */
typedef struct {
	tally_codes *codes;
	const char *file;
	long line;
	int field; /* 1-based, of the field being read */
	const char *column;
	tally_diagnostics *list;
	bool bad;
	bool out_of_memory;
} reader;

/* Reads a field that is not empty into *target; complains itself. */
typedef void (*field_reader)(reader *r, const char *text, void *target);

typedef struct {
	const char *name;
	field_reader read;
	size_t offset;
	bool required;
} column;

static void complain(reader *r, const char *expected, const char *found)
{
	r->bad = true;
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, r->field,
			      "%s \"%s\": expected %s", r->column, found, expected);
}

/* --- readers of fields ------------------------------------------------------------- */

static void read_text(reader *r, const char *text, void *target)
{
	size_t len = strlen(text);

	if (len > TALLY_NAME_MAX) {
		complain(r, "at most 256 bytes", text);
		return;
	}
	*(const char **)target = codes_keep_text(r->codes, text, len);
	r->out_of_memory |= *(const char **)target == NULL;
}

static void read_code(reader *r, const char *text, void *target)
{
	if (codes_valid(text))
		read_text(r, text, target);
	else
		complain(r, "a code: 1 to 32 of ASCII letters, digits, `_`, `-`, `.`", text);
}

/* Which of the n words `text` is, or -1 with a complaint. */
static int read_word(reader *r, const char *text, const char *const *words, int n,
		     const char *expected)
{
	for (int i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	complain(r, expected, text);
	return -1;
}

static void read_observed(reader *r, const char *text, void *target)
{
	static const char *const words[] = {"flow", "stock", "average", "index", "rate"};
	int i = read_word(r, text, words, 5, "flow, stock, average, index or rate");
	if (i >= 0)
		*(tally_observed *)target = (tally_observed)i;
}

static void read_sign(reader *r, const char *text, void *target)
{
	static const char *const words[] = {"+", "any"};
	*(bool *)target = read_word(r, text, words, 2, "\"+\" (never negative) or \"any\"") == 1;
}

static void read_yes(reader *r, const char *text, void *target)
{
	static const char *const words[] = {"no", "yes"};
	*(bool *)target = read_word(r, text, words, 2, "yes or no") == 1;
}

static void read_strength(reader *r, const char *text, void *target)
{
	static const char *const words[] = {"soft", "hard"};
	*(bool *)target = read_word(r, text, words, 2, "hard or soft") == 1;
}

static void read_prices(reader *r, const char *text, void *target)
{
	if (!tally_prices_parse(text, strlen(text), target))
		complain(r, "none, current, constant[:year], chained[:year], pyp or ppp[:year]",
			 text);
}

static void read_basis(reader *r, const char *text, void *target)
{
	static const char *const words[] = {"unknown", "published", "comparable"};
	int i = read_word(r, text, words, 3, "published, comparable or unknown");
	if (i >= 0)
		*(tally_basis *)target = (tally_basis)i;
}

static bool number(const char *text, double lo, double hi, double *out)
{
	tally_decimal d;

	if (tally_decimal_parse(text, strlen(text), &d, NULL) != TALLY_OK)
		return false;
	*out = tally_decimal_value(d);
	return *out >= lo && *out <= hi;
}

static void read_fraction(reader *r, const char *text, void *target)
{
	if (!number(text, 0, 1, target))
		complain(r, "a number from 0 to 1", text);
}

static void read_weight(reader *r, const char *text, void *target)
{
	if (!number(text, 1e-9, 1e9, target))
		complain(r, "a number above 0", text);
}

static void read_power(reader *r, const char *text, void *target)
{
	double power = 0;

	if (number(text, -60, 60, &power) && power == (double)(int)power)
		*(int *)target = (int)power;
	else
		complain(r, "a whole power of ten from -60 to 60", text);
}

static void read_day(reader *r, const char *text, void *target)
{
	tally_error err = {0};

	if (tally_day_parse(text, strlen(text), target, &err) != TALLY_OK)
		complain(r, "a date such as 2022-12-31", text);
}

static void unknown_code(reader *r, const char *text, const char *what, const char *near)
{
	r->bad = true;
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, r->field,
			      near ? "%s \"%s\": no such %s; did you mean %s?"
				   : "%s \"%s\": no such %s",
			      r->column, text, what, near);
}

static void read_metric(reader *r, const char *text, void *target)
{
	int32_t id = tally_codes_find_metric(r->codes, text, strlen(text));
	if (id == TALLY_NO_CODE)
		unknown_code(r, text, "metric", tally_codes_near_metric(r->codes, text));
	*(int32_t *)target = id;
}

static void read_region(reader *r, const char *text, void *target)
{
	int32_t id = tally_codes_find_region(r->codes, text, strlen(text));
	if (id == TALLY_NO_CODE)
		unknown_code(r, text, "region", tally_codes_near_region(r->codes, text));
	*(int32_t *)target = id;
}

/* "no", "yes", or a relative tolerance. */
static void read_regions_add(reader *r, const char *text, void *target)
{
	tally_metric *m = target;

	if (strcmp(text, "no") == 0) {
		m->regions_add = TALLY_REGIONS_NO;
	} else if (strcmp(text, "yes") == 0) {
		m->regions_add = TALLY_REGIONS_YES;
	} else if (number(text, 0, 1, &m->regions_tolerance)) {
		m->regions_add = TALLY_REGIONS_TOLERANCE;
	} else {
		complain(r, "yes, no, or a relative tolerance from 0 to 1", text);
	}
}

/* Names parted by bars; target is a tally_metric or tally_region's `aliases`, with n_aliases
 * right behind. */
typedef struct {
	const char **names;
	int n;
} alias_list;

static void read_aliases(reader *r, const char *text, void *target)
{
	alias_list *out = target;
	int most = 1;

	for (const char *s = text; *s; s++)
		most += *s == '|';
	out->names = codes_keep(r->codes, (size_t)most * sizeof *out->names);
	r->out_of_memory |= out->names == NULL;
	while (out->names && text) {
		const char *bar = strchr(text, '|');
		size_t len = bar ? (size_t)(bar - text) : strlen(text);
		if (len > TALLY_NAME_MAX) {
			complain(r, "names of at most 256 bytes, parted by |", text);
			return;
		}
		if (len > 0) {
			const char *copy = codes_keep_text(r->codes, text, len);
			r->out_of_memory |= copy == NULL;
			out->names[out->n] = copy;
			out->n += copy != NULL;
		}
		text = bar ? bar + 1 : NULL;
	}
}

/* --- rows as they are read: the public struct and what the strings need --------------- */

typedef struct {
	tally_metric row;
	alias_list aliases;
} metric_row;

typedef struct {
	tally_region row;
	alias_list aliases;
} region_row;

static const column metric_columns[] = {
    {"code", read_code, offsetof(metric_row, row.code), true},
    {"name_en", read_text, offsetof(metric_row, row.name_en), false},
    {"name_zh", read_text, offsetof(metric_row, row.name_zh), false},
    {"aliases", read_aliases, offsetof(metric_row, aliases), false},
    {"dimension", read_text, offsetof(metric_row, row.dimension), true},
    {"base_unit", read_text, offsetof(metric_row, row.base_unit), true},
    {"observed", read_observed, offsetof(metric_row, row.observed), true},
    {"sign", read_sign, offsetof(metric_row, row.signed_values), false},
    {"level_prices", read_prices, offsetof(metric_row, row.level_prices), false},
    {"rate_prices", read_prices, offsetof(metric_row, row.rate_prices), false},
    {"basis", read_basis, offsetof(metric_row, row.basis), false},
    {"regions_add", read_regions_add, offsetof(metric_row, row), false},
    {"accounting", read_text, offsetof(metric_row, row.accounting), false},
    {"drift", read_fraction, offsetof(metric_row, row.drift), false},
};

static const column region_columns[] = {
    {"code", read_code, offsetof(region_row, row.code), true},
    {"name_en", read_text, offsetof(region_row, row.name_en), false},
    {"name_zh", read_text, offsetof(region_row, row.name_zh), false},
    {"aliases", read_aliases, offsetof(region_row, aliases), false},
};

static const column membership_columns[] = {
    {"group", read_region, offsetof(tally_membership, group), true},
    {"member", read_region, offsetof(tally_membership, member), true},
    {"partition", read_text, offsetof(tally_membership, partition), true},
    {"from", read_day, offsetof(tally_membership, from), false},
    {"to", read_day, offsetof(tally_membership, to), false},
    {"exhaustive", read_yes, offsetof(tally_membership, exhaustive), false},
};

static const column break_columns[] = {
    {"metric", read_metric, offsetof(tally_break, metric), false},
    {"region", read_region, offsetof(tally_break, region), false},
    {"date", read_day, offsetof(tally_break, date), true},
    {"reason", read_text, offsetof(tally_break, reason), true},
};

static const column unit_columns[] = {
    {"text", read_text, offsetof(tally_unit, text), true},
    {"base", read_text, offsetof(tally_unit, base), true},
    {"power", read_power, offsetof(tally_unit, power), true},
    {"dimension", read_text, offsetof(tally_unit, dimension), true},
    {"exact", read_yes, offsetof(tally_unit, exact), false},
};

static const column source_columns[] = {
    {"family", read_text, offsetof(tally_source_family, family), true},
    {"reliability", read_weight, offsetof(tally_source_family, reliability), false},
    {"precision", read_fraction, offsetof(tally_source_family, precision), false},
};

static int32_t rule_metric(const void *context, const char *text, size_t len)
{
	return tally_codes_find_metric(context, text, len);
}

static void read_rule(reader *r, const char *text, void *target)
{
	tally_error err = {0};

	tally_rule *rule = target;
	rule->text = codes_keep_text(r->codes, text, strlen(text));
	r->out_of_memory |= rule->text == NULL;
	tally_status status = tally_rule_parse(text, rule_metric, r->codes, rule, &err);
	r->out_of_memory |= status == TALLY_ESYSTEM;
	if (status == TALLY_EINPUT) {
		r->bad = true;
		tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, r->field,
				      "rule \"%s\": %s", text, err.message);
	}
}

static const column rule_columns[] = {
    {"rule", read_rule, 0, true},
    {"from", read_day, offsetof(tally_rule, from), false},
    {"to", read_day, offsetof(tally_rule, to), false},
    {"source", read_text, offsetof(tally_rule, source), false},
    {"prices", read_prices, offsetof(tally_rule, prices), false},
    {"strength", read_strength, offsetof(tally_rule, hard), false},
    {"tolerance", read_fraction, offsetof(tally_rule, tolerance), false},
};

/* --- reading a row through its table ------------------------------------------------ */

/* Most files have the columns in the order of the table: `at` is where to look first. */
static const column *column_find(const column *columns, int n, const char *name, int at)
{
	if (at < n && strcmp(columns[at].name, name) == 0)
		return &columns[at];
	for (int i = 0; i < n; i++)
		if (strcmp(columns[i].name, name) == 0)
			return &columns[i];
	return NULL;
}

static void unknown_column(reader *r, const column *columns, int n, const char *name)
{
	const char *known[16];

	for (int i = 0; i < n; i++)
		known[i] = columns[i].name;
	const char *near = tally_near_word(name, known, n);
	r->bad = true;
	tally_diagnostics_add(
	    r->list, TALLY_ERROR, r->file, r->line, r->field,
	    near ? "unknown column \"%s\"; did you mean %s?" : "unknown column \"%s\"", name, near);
}

/* Fields of the row into *out; false: they are bad, or memory is out, and some may be missing. */
static bool read_fields(reader *r, const column *columns, int n_columns, const char *const *names,
			const char *const *fields, int n_fields, void *out)
{
	unsigned seen = 0;

	for (int i = 0; i < n_fields; i++) {
		r->field = i + 1;
		r->column = names[i];
		const column *c = column_find(columns, n_columns, names[i], i);
		if (!c) {
			unknown_column(r, columns, n_columns, names[i]);
		} else if (fields[i] && *fields[i]) {
			seen |= 1u << (c - columns);
			c->read(r, fields[i], (char *)out + c->offset);
		}
	}
	for (int i = 0; i < n_columns; i++)
		if (columns[i].required && !(seen & 1u << i)) {
			r->bad = true;
			tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 0,
					      "column \"%s\" is empty: it must be filled",
					      columns[i].name);
		}
	return !r->bad && !r->out_of_memory;
}

/* A copy of the row that lives as long as the lists. */
static int32_t keep_row(reader *r, code_list *list, const void *row, size_t size)
{
	void *copy = codes_keep(r->codes, size);
	const char *file = codes_keep_text(r->codes, r->file, strlen(r->file));
	int32_t id = -1;

	if (copy && file) {
		memcpy(copy, row, size);
		id = code_list_add(list, copy, file, r->line);
	}
	r->out_of_memory |= id < 0;
	return id;
}

/* --- names into the indexes ----------------------------------------------------------- */

static void add_name(reader *r, const code_list *list, name_index *index, const char *what,
		     const char *name, const char *code, int32_t id)
{
	int32_t other = id;

	if (r->out_of_memory)
		return;
	if (!name_index_add(index, name, strlen(name), true, true, id, &other))
		r->out_of_memory = true;
	if (other == id)
		return;
	/* The code is the first member of both kinds of rows. */
	tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 0,
			      "\"%s\" names two %ss: %s (%s:%ld) and %s; take it from one", name,
			      what, *(const char **)list->rows[other], list->files[other],
			      list->lines[other], code);
	r->bad = true;
}

static bool double_code(reader *r, const code_list *list, const name_index *index, const char *code)
{
	int32_t other = name_index_find(index, code, strlen(code), true, true);

	if (other == TALLY_NO_CODE)
		return false;
	tally_diagnostics_add(
	    r->list, TALLY_ERROR, r->file, r->line, 1, "code \"%s\" is there already: %s (%s:%ld)",
	    code, *(const char **)list->rows[other], list->files[other], list->lines[other]);
	r->bad = true;
	return true;
}

/* --- one adder per list ----------------------------------------------------------------- */

typedef struct {
	const char *const *names;
	const char *const *fields;
	int n;
} record;

#define READ(r, columns, in, out)                                                                  \
	read_fields(r, columns, (int)(sizeof columns / sizeof columns[0]), (in)->names,            \
		    (in)->fields, (in)->n, out)

void codes_metric_defaults(tally_metric *m)
{
	if (m->level_prices.kind == TALLY_PRICES_DEFAULT)
		m->level_prices.kind =
		    strcmp(m->dimension, "money") == 0 ? TALLY_PRICES_CURRENT : TALLY_PRICES_NONE;
	if (m->rate_prices.kind == TALLY_PRICES_DEFAULT)
		m->rate_prices = m->level_prices;
}

static void add_metric(reader *r, const record *in)
{
	tally_codes *codes = r->codes;
	metric_row m = {.row = {.name_en = "", .name_zh = "", .accounting = "", .drift = 0.02}};

	if (!READ(r, metric_columns, in, &m) ||
	    double_code(r, &codes->metrics, &codes->metric_names, m.row.code))
		return;
	m.row.aliases = m.aliases.names;
	m.row.n_aliases = m.aliases.n;
	codes_metric_defaults(&m.row);
	int32_t id = keep_row(r, &codes->metrics, &m.row, sizeof m.row);
	add_name(r, &codes->metrics, &codes->metric_names, "metric", m.row.code, m.row.code, id);
	add_name(r, &codes->metrics, &codes->metric_names, "metric", m.row.name_en, m.row.code, id);
	add_name(r, &codes->metrics, &codes->metric_names, "metric", m.row.name_zh, m.row.code, id);
	for (int i = 0; i < m.row.n_aliases; i++)
		add_name(r, &codes->metrics, &codes->metric_names, "metric", m.row.aliases[i],
			 m.row.code, id);
}

static void add_region(reader *r, const record *in)
{
	tally_codes *codes = r->codes;
	region_row g = {.row = {.name_en = "", .name_zh = ""}};

	if (!READ(r, region_columns, in, &g) ||
	    double_code(r, &codes->regions, &codes->region_names, g.row.code))
		return;
	g.row.aliases = g.aliases.names;
	g.row.n_aliases = g.aliases.n;
	int32_t id = keep_row(r, &codes->regions, &g.row, sizeof g.row);
	add_name(r, &codes->regions, &codes->region_names, "region", g.row.code, g.row.code, id);
	add_name(r, &codes->regions, &codes->region_names, "region", g.row.name_en, g.row.code, id);
	add_name(r, &codes->regions, &codes->region_names, "region", g.row.name_zh, g.row.code, id);
	for (int i = 0; i < g.row.n_aliases; i++)
		add_name(r, &codes->regions, &codes->region_names, "region", g.row.aliases[i],
			 g.row.code, id);
}

static void add_membership(reader *r, const record *in)
{
	tally_membership m = {.from = TALLY_DAY_NONE, .to = TALLY_DAY_NONE};

	if (!READ(r, membership_columns, in, &m))
		return;
	if (m.from != TALLY_DAY_NONE && m.to != TALLY_DAY_NONE && m.from > m.to) {
		r->bad = true;
		tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 0,
				      "membership ends (to) before it begins (from)");
	}
	if (!r->bad)
		keep_row(r, &r->codes->memberships, &m, sizeof m);
}

static void add_break(reader *r, const record *in)
{
	tally_break b = {.metric = TALLY_NO_CODE, .region = TALLY_NO_CODE};

	if (READ(r, break_columns, in, &b))
		keep_row(r, &r->codes->breaks, &b, sizeof b);
}

static void add_unit(reader *r, const record *in)
{
	tally_codes *codes = r->codes;
	tally_unit u = {0};
	int32_t other = 0;

	if (!READ(r, unit_columns, in, &u))
		return;
	other = name_index_find(&codes->unit_texts, u.text, strlen(u.text), false, false);
	if (other != TALLY_NO_CODE) {
		r->bad = true;
		tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 1,
				      "unit \"%s\" is there already (%s:%ld)", u.text,
				      codes->units.files[other], codes->units.lines[other]);
		return;
	}
	int32_t id = keep_row(r, &codes->units, &u, sizeof u);
	if (id >= 0 && !codes_index_unit(codes, codes->units.rows[id], id, &other))
		r->out_of_memory = true;
}

static void add_source(reader *r, const record *in)
{
	tally_source_family s = {.reliability = 1};

	if (!READ(r, source_columns, in, &s))
		return;
	for (int32_t i = 0; !r->bad && i < r->codes->sources.n; i++) {
		const tally_source_family *o = r->codes->sources.rows[i];
		if (strcmp(o->family, s.family) != 0)
			continue;
		r->bad = true;
		tally_diagnostics_add(r->list, TALLY_ERROR, r->file, r->line, 1,
				      "source family \"%s\" is there already (%s:%ld)", s.family,
				      r->codes->sources.files[i], r->codes->sources.lines[i]);
	}
	if (!r->bad)
		keep_row(r, &r->codes->sources, &s, sizeof s);
}

static void add_rule(reader *r, const record *in)
{
	tally_rule rule = {
	    .from = TALLY_DAY_NONE, .to = TALLY_DAY_NONE, .source = "", .hard = true};

	if (!READ(r, rule_columns, in, &rule) ||
	    keep_row(r, &r->codes->rules, &rule, sizeof rule) < 0) {
		tally_rule_release(&rule);
		return;
	}
	if (rule.shape == TALLY_RULE_RATIO && rule.hard) {
		tally_metric *m = r->codes->metrics.rows[rule.lhs];

		m->is_ratio = true;
	}
}

static const struct {
	const char *name;
	void (*add)(reader *r, const record *in);
} lists[] = {
    {"metrics", add_metric}, {"regions", add_region}, {"memberships", add_membership},
    {"breaks", add_break},   {"units", add_unit},     {"sources", add_source},
    {"rules", add_rule},
};

tally_status tally_codes_add_row(tally_codes *codes, const char *which, const char *const *names,
				 const char *const *fields, int n_fields, const char *file,
				 long line, tally_diagnostics *list)
{
	reader r = {.codes = codes, .file = file ? file : "", .line = line, .list = list};
	record in = {names, fields, n_fields};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (strcmp(lists[i].name, which) != 0)
			continue;
		lists[i].add(&r, &in);
		if (r.out_of_memory)
			return TALLY_ESYSTEM;
		return r.bad ? TALLY_EINPUT : TALLY_OK;
	}
	return TALLY_EUSAGE;
}
