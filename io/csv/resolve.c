/* resolve.c: one text of one field to its value.
 *
 * Figures come in series: a row's metric, region, unit and source are nearly always those of the
 * row before. So each field keeps its last text and value, and behind that a hash of all texts
 * seen; the code lists are asked once per text. Texts that mean nothing are not remembered: each
 * is complained of where it stands. */
#include "csv/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MOST 1000

typedef tally_status (*resolver)(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				 tally_error *err);

/* --- codes --------------------------------------------------------------------------- */

static bool is_code(const char *text)
{
	size_t n =
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
	return n > 0 && n <= TALLY_CODE_MAX && text[n] == '\0';
}

static tally_status no_unit(tally_error *err)
{
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "no unit: a metric is defined by the unit of its figures; expected a "
	    "unit column, a unit in the head such as 产值(亿元), or --unit");
}

/* --- what is settled later ---------------------------------------------------------------- */

static bool keep_unknown(csv_resolver *r, csv_unknown unknown)
{
	if (r->n_unknown == r->cap_unknown) {
		int32_t capacity = r->cap_unknown * 2 + 64;
		csv_unknown *grown = realloc(r->unknown, (size_t)capacity * sizeof *grown);
		if (grown == NULL)
			return false;
		r->unknown = grown;
		r->cap_unknown = capacity;
	}
	r->unknown[r->n_unknown++] = unknown;
	return true;
}

/* A number for an unknown text; the error is only for the thread, which gives up. */
static tally_status defer(csv_resolver *r, csv_field field, const char *text, size_t len,
			  int32_t *out, tally_error *err)
{
	csv_unknown unknown = {.field = field, .len = len, .unit = r->unit, .rate = r->rate};
	int64_t number = (int64_t)CSV_UNSETTLED + r->n_settled + r->n_unknown;

	unknown.text = number < INT32_MAX ? malloc(len + 1) : NULL;
	if (unknown.text == NULL)
		return tally_error_memory(err);
	memcpy(unknown.text, text, len);
	unknown.text[len] = '\0';
	if (!keep_unknown(r, unknown)) {
		free(unknown.text);
		return tally_error_memory(err);
	}
	*out = (int32_t)number;
	return TALLY_OK;
}

static tally_status give_up(csv_resolver *r, tally_error *err)
{
	r->gave_up = true;
	return tally_error_set(err, TALLY_EINPUT, "a code that one thread cannot define");
}

static tally_status define_metric(csv_resolver *r, const csv_name *name, int32_t *out,
				  tally_error *err)
{
	int32_t unit_id = name->unit != TALLY_NO_CODE ? name->unit : r->unit;
	bool rate = name->measure > TALLY_LEVEL || (name->measure < 0 && r->rate);
	const char *printed = *r->metric_name ? r->metric_name : name->name;
	char code[TALLY_CODE_MAX + 1];

	if (unit_id == TALLY_NO_CODE && !rate)
		return no_unit(err);
	const tally_unit *unit = rate ? NULL : tally_codes_unit(r->codes, unit_id);
	snprintf(code, sizeof code, "%.*s", TALLY_CODE_MAX, name->name);
	if (!is_code(name->name)) {
		csv_code_of(name->name, false, code);
		if (tally_codes_find_metric(r->codes, code, strlen(code)) != TALLY_NO_CODE)
			csv_code_of(name->name, true, code);
	}
	return tally_codes_define_metric(r->codes, code, printed, unit ? unit->base : "1",
					 unit ? unit->dimension : "", out, err);
}

/* A name with a foreign letter in it would become a code of its own that reads like the known one.
 */
static bool looks_like(const csv_resolver *r, tally_name_kind kind, const char *text, size_t len,
		       tally_error *err)
{
	char note[TALLY_LOOKS_LIKE];

	if (!tally_codes_looks_like(r->codes, kind, text, len, note))
		return false;
	tally_error_set(err, TALLY_EINPUT, "%s", note);
	return true;
}

/* Near names are looked for while complaints are read by a person: a file of a million unknown
 * codes would take minutes to compare with all names. */
static bool may_ask(csv_resolver *r)
{
	return r->n_asked < NEAR_MOST && ++r->n_asked > 0;
}

static tally_status resolve_unit(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				 tally_error *err)
{
	char name[TALLY_NAME_MAX];

	csv_trim(&text, &len);
	out->id = tally_codes_find_unit(r->codes, text, len);
	if (out->id != TALLY_NO_CODE)
		return TALLY_OK;
	if (len >= sizeof name || len == 0)
		return tally_error_set(err, TALLY_EINPUT, "expected a unit such as 亿元 or %%");
	if (looks_like(r, TALLY_NAME_UNIT, text, len, err))
		return TALLY_EINPUT;
	memcpy(name, text, len);
	name[len] = '\0';
	if (r->define)
		return tally_codes_define_unit(r->codes, name, name, 0, "", &out->id, err);
	if (r->defer)
		return defer(r, CSV_UNIT, text, len, &out->id, err);
	const char *near = may_ask(r) ? tally_codes_near_unit(r->codes, name) : NULL;
	return tally_error_set(
	    err, TALLY_EINPUT, "unknown unit%s%s%s (--define makes it a provisional one)",
	    near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static tally_status resolve_metric(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				   tally_error *err)
{
	csv_name name;

	if (len >= TALLY_NAME_MAX) /* cut, it could be another name */
		return tally_error_set(err, TALLY_EINPUT, "longer than a name may be (%d bytes)",
				       TALLY_NAME_MAX - 1);
	csv_name_read(text, len, r->codes, &name);
	if (name.metric == TALLY_NO_CODE &&
	    looks_like(r, TALLY_NAME_METRIC, name.name, strlen(name.name), err))
		return TALLY_EINPUT;
	bool bare = name.unit == TALLY_NO_CODE && !*name.unit_text && name.measure < 0 &&
		    !name.previous && !name.cumulative && name.name[0] != '\0';
	if (r->defer && name.metric == TALLY_NO_CODE && bare && r->unit != TALLY_NO_CODE) {
		out->named = (csv_named){0, name.unit, (int16_t)name.measure, false, false};
		return defer(r, CSV_METRIC, text, len, &out->named.metric, err);
	}
	if (r->defer &&
	    (name.metric == TALLY_NO_CODE || (name.unit == TALLY_NO_CODE && *name.unit_text)))
		return give_up(r, err);
	if (name.unit == TALLY_NO_CODE && *name.unit_text) {
		csv_resolved unit;
		tally_status status =
		    resolve_unit(r, name.unit_text, strlen(name.unit_text), &unit, err);
		if (status != TALLY_OK)
			return tally_error_prefix(err, "unit \"%s\"", name.unit_text);
		name.unit = unit.id;
	}
	out->named = (csv_named){name.metric, name.unit, (int16_t)name.measure, name.previous,
				 name.cumulative};
	if (name.metric != TALLY_NO_CODE)
		return TALLY_OK;
	if (r->define && name.name[0] != '\0')
		return define_metric(r, &name, &out->named.metric, err);
	const char *near = may_ask(r) ? tally_codes_near_metric(r->codes, name.name) : NULL;
	return tally_error_set(
	    err, TALLY_EINPUT, "unknown metric%s%s%s (--define makes it a provisional one)",
	    near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static tally_status define_region(csv_resolver *r, const char *name, int32_t *out, tally_error *err)
{
	char code[TALLY_CODE_MAX + 1];

	snprintf(code, sizeof code, "%.*s", TALLY_CODE_MAX, name);
	if (!is_code(name)) {
		csv_code_of(name, false, code);
		if (tally_codes_find_region(r->codes, code, strlen(code)) != TALLY_NO_CODE)
			csv_code_of(name, true, code);
	}
	return tally_codes_define_region(r->codes, code, *r->region_name ? r->region_name : name,
					 out, err);
}

static tally_status resolve_region(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				   tally_error *err)
{
	char name[TALLY_NAME_MAX];

	csv_trim(&text, &len);
	out->id = tally_codes_find_region(r->codes, text, len);
	if (out->id != TALLY_NO_CODE)
		return TALLY_OK;
	if (len >= sizeof name)
		return tally_error_set(err, TALLY_EINPUT, "longer than a name may be (%d bytes)",
				       TALLY_NAME_MAX - 1);
	if (looks_like(r, TALLY_NAME_REGION, text, len, err))
		return TALLY_EINPUT;
	memcpy(name, text, len);
	name[len] = '\0';
	if (r->define && len > 0)
		return define_region(r, name, &out->id, err);
	if (r->defer && len > 0)
		return defer(r, CSV_REGION, text, len, &out->id, err);
	const char *near = may_ask(r) ? tally_codes_near_region(r->codes, name) : NULL;
	return tally_error_set(
	    err, TALLY_EINPUT, "unknown region%s%s%s (--define makes it a provisional one)",
	    near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* --- words --------------------------------------------------------------------------- */

static tally_status unknown_word(const char *text, size_t len, const char *const *words, int n,
				 tally_error *err)
{
	char name[TALLY_NAME_MAX], all[512];
	size_t at = 0;

	snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), text);
	const char *near = tally_near_word(name, words, n);
	if (near != NULL)
		return tally_error_set(err, TALLY_EINPUT, "did you mean \"%s\"?", near);
	for (int i = 0; i < n && at < sizeof all; i++)
		at += (size_t)snprintf(all + at, sizeof all - at, "%s%s", i ? ", " : "",
				       *words[i] ? words[i] : "nothing");
	return tally_error_set(err, TALLY_EINPUT, "expected one of %s", all);
}

static tally_status resolve_measure(csv_resolver *r, const char *text, size_t len,
				    csv_resolved *out, tally_error *err)
{
	const char *words[TALLY_N_MEASURES];
	tally_measure m;

	(void)r;
	if (tally_measure_parse(text, len, &m)) {
		out->code = (uint8_t)m;
		return TALLY_OK;
	}
	for (int i = 0; i < TALLY_N_MEASURES; i++)
		words[i] = tally_measure_name((tally_measure)i);
	return unknown_word(text, len, words, TALLY_N_MEASURES, err);
}

static tally_status resolve_qualifier(csv_resolver *r, const char *text, size_t len,
				      csv_resolved *out, tally_error *err)
{
	const char *words[TALLY_N_QUALIFIERS];
	tally_qualifier q;

	(void)r;
	if (tally_qualifier_parse(text, len, &q)) {
		out->code = (uint8_t)q;
		return TALLY_OK;
	}
	for (int i = 0; i < TALLY_N_QUALIFIERS; i++)
		words[i] = tally_qualifier_text((tally_qualifier)i);
	return unknown_word(text, len, words, TALLY_N_QUALIFIERS, err);
}

static tally_status resolve_basis(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				  tally_error *err)
{
	static const char *const words[] = {"published", "comparable"};
	tally_basis b;

	(void)r;
	if (!tally_basis_parse(text, len, &b))
		return unknown_word(text, len, words, 2, err);
	out->code = (uint8_t)b;
	return TALLY_OK;
}

static tally_status resolve_kind(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				 tally_error *err)
{
	static const char *const words[] = {"survey", "target", "forecast"};
	tally_kind k;

	(void)r;
	if (!tally_kind_parse(text, len, &k))
		return unknown_word(text, len, words, 3, err);
	out->code = (uint8_t)k;
	return TALLY_OK;
}

static tally_status resolve_prices(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				   tally_error *err)
{
	(void)r;
	if (tally_prices_parse(text, len, &out->prices))
		return TALLY_OK;
	return tally_error_set(err, TALLY_EINPUT,
			       "expected current, constant, constant:YEAR, chained:YEAR, pyp or "
			       "ppp:YEAR");
}

static tally_status resolve_letter(const char *letters, const char *text, size_t len,
				   csv_resolved *out, tally_error *err)
{
	if (len == 1 && strchr(letters, text[0]) != NULL) {
		out->letter = text[0];
		return TALLY_OK;
	}
	return tally_error_set(err, TALLY_EINPUT, "expected one letter of %s", letters);
}

static tally_status resolve_adjustment(csv_resolver *r, const char *text, size_t len,
				       csv_resolved *out, tally_error *err)
{
	(void)r;
	return resolve_letter("NSTWY", text, len, out, err);
}

static tally_status resolve_tier(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				 tally_error *err)
{
	(void)r;
	return resolve_letter("ABCU", text, len, out, err);
}

static tally_status resolve_status(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				   tally_error *err)
{
	(void)r;
	if (len == 1 && tally_status_letter_known(text[0])) {
		out->letter = text[0];
		return TALLY_OK;
	}
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "expected an SDMX observation status letter such as A, E, P, B or M");
}

/* --- times and texts ------------------------------------------------------------------- */

static tally_status resolve_period(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				   tally_error *err)
{
	(void)r;
	csv_trim(&text, &len);
	return tally_period_parse(text, len, &out->period, err);
}

/* Day-month-year, as British files write it, besides the forms of tally_day_parse. */
static tally_status resolve_published(csv_resolver *r, const char *text, size_t len,
				      csv_resolved *out, tally_error *err)
{
	int day, month, year, used = 0;
	char buffer[16];

	(void)r;
	csv_trim(&text, &len);
	if (tally_day_parse(text, len, &out->day, err) == TALLY_OK)
		return TALLY_OK;
	if (len < sizeof buffer) {
		memcpy(buffer, text, len);
		buffer[len] = '\0';
		if (sscanf(buffer, "%2d-%2d-%4d%n", &day, &month, &year, &used) == 3 &&
		    (size_t)used == len && tally_day_valid(year, month, day)) {
			out->day = tally_day_of(year, month, day);
			return TALLY_OK;
		}
	}
	return TALLY_EINPUT;
}

/* Defines what an unknown `metric@region` names. */
static tally_status define_parts(csv_resolver *r, const char *text, size_t len, tally_error *err)
{
	const char *slash = memchr(text, '/', len);
	size_t n = slash != NULL ? (size_t)(slash - text) : len;
	const char *at = memchr(text, '@', n);
	size_t n_metric = at != NULL ? (size_t)(at - text) : n;
	csv_resolved ignored;
	tally_status status = TALLY_OK;

	if (n_metric > 0)
		status = csv_resolve(r, CSV_METRIC, text, n_metric, &ignored, err);
	if (status == TALLY_OK && at != NULL && n > n_metric + 1)
		status = csv_resolve(r, CSV_REGION, at + 1, n - n_metric - 1, &ignored, err);
	return status;
}

static tally_status resolve_against(csv_resolver *r, const char *text, size_t len,
				    csv_resolved *out, tally_error *err)
{
	csv_trim(&text, &len);
	tally_status status = tally_against_parse(text, len, r->codes, &out->against, err);
	if (status == TALLY_EINPUT && r->defer)
		return give_up(r, err);
	if (status != TALLY_EINPUT || !r->define)
		return status;
	status = define_parts(r, text, len, err);
	return status != TALLY_OK ? status
				  : tally_against_parse(text, len, r->codes, &out->against, err);
}

static tally_status resolve_text(csv_resolver *r, const char *text, size_t len, csv_resolved *out,
				 tally_error *err)
{
	out->id = tally_pool_add(r->texts, text, len);
	return out->id < 0 ? tally_error_memory(err) : TALLY_OK;
}

static const resolver resolvers[CSV_N_FIELDS] = {
    [CSV_METRIC] = resolve_metric,       [CSV_REGION] = resolve_region,
    [CSV_PERIOD] = resolve_period,       [CSV_UNIT] = resolve_unit,
    [CSV_MEASURE] = resolve_measure,     [CSV_QUALIFIER] = resolve_qualifier,
    [CSV_AGAINST] = resolve_against,     [CSV_PRICES] = resolve_prices,
    [CSV_BASIS] = resolve_basis,         [CSV_ADJUSTMENT] = resolve_adjustment,
    [CSV_KIND] = resolve_kind,           [CSV_SOURCE] = resolve_text,
    [CSV_PUBLISHED] = resolve_published, [CSV_LOCATOR] = resolve_text,
    [CSV_STATUS] = resolve_status,       [CSV_NOTE] = resolve_text,
    [CSV_TIER] = resolve_tier,
};

/* --- memory ---------------------------------------------------------------------------- */

void csv_resolver_init(csv_resolver *r, tally_codes *codes, tally_pool *texts, bool define)
{
	memset(r, 0, sizeof *r);
	r->codes = codes;
	r->texts = texts;
	r->define = define;
	r->unit = TALLY_NO_CODE;
	r->metric_name = r->region_name = "";
	for (int f = 0; f < CSV_N_FIELDS; f++)
		r->memos[f].n_last = SIZE_MAX;
}

void csv_resolver_forget(csv_resolver *r)
{
	for (int f = 0; f < CSV_N_FIELDS; f++) {
		tally_pool_release(&r->memos[f].texts);
		free(r->memos[f].values);
		r->memos[f] = (csv_memo){.n_last = SIZE_MAX};
	}
	for (int32_t i = 0; i < r->n_unknown; i++)
		free(r->unknown[i].text);
	r->n_unknown = r->n_settled = 0;
	r->gave_up = false;
	r->unit = TALLY_NO_CODE;
}

void csv_resolver_release(csv_resolver *r)
{
	csv_resolver_forget(r);
	free(r->unknown);
	memset(r, 0, sizeof *r);
}

/* Texts of their own pool, which is a memo already. */
static bool is_text(csv_field field)
{
	return resolvers[field] == resolve_text;
}

static void remember_last(csv_memo *m, const char *text, size_t len, const csv_resolved *value)
{
	if (len >= sizeof m->last)
		return;
	memcpy(m->last, text, len);
	m->n_last = len;
	m->last_value = *value;
}

/* Out of memory only costs the memory of this text. */
static void remember(csv_memo *m, const char *text, size_t len, const csv_resolved *value)
{
	int32_t id = tally_pool_add(&m->texts, text, len);
	if (id < 0)
		return;
	if (id >= m->capacity) {
		int32_t capacity = id * 2 + 64;
		csv_resolved *values = realloc(m->values, (size_t)capacity * sizeof *values);
		if (values == NULL) {
			tally_pool_release(&m->texts);
			return;
		}
		m->values = values;
		m->capacity = capacity;
	}
	m->values[id] = *value;
}

tally_status csv_resolve(csv_resolver *r, csv_field field, const char *text, size_t len,
			 csv_resolved *out, tally_error *err)
{
	csv_memo *m = &r->memos[field];
	tally_status status;

	if (len == m->n_last && memcmp(text, m->last, len) == 0) {
		*out = m->last_value;
		return TALLY_OK;
	}
	int32_t id = is_text(field) ? -1 : tally_pool_find(&m->texts, text, len);
	if (id > 0) {
		*out = m->values[id];
	} else {
		if (memchr(text, '\0', len) != NULL)
			return tally_error_set(err, TALLY_EINPUT, "holds a NUL byte");
		if (r->lock != NULL)
			pthread_rwlock_rdlock(r->lock);
		status = resolvers[field](r, text, len, out, err);
		if (r->lock != NULL)
			pthread_rwlock_unlock(r->lock);
		if (status != TALLY_OK)
			return status;
		if (!is_text(field))
			remember(m, text, len, out);
	}
	remember_last(m, text, len, out);
	return TALLY_OK;
}
