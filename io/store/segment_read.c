/* segment_read.c: a segment of the file, only the parts that are asked for; see segment.h.
 *
 * The series are sorted by metric, then region: those of given metrics and regions are found by
 * binary search in chunks of the table of series. */
#include "store/segment.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

static const store_spec start_spec = {.name = "row_start"};
static const store_spec size_spec = {.name = "row_size"};
static const store_spec last_spec = {.name = "row_last"};
static const store_spec end_spec = {.name = "text_end"};
static const store_spec bytes_spec = {.name = "text_bytes", .kind = STORE_CHAR};

static tally_status count(hid_t group, const char *name, size_t *out, tally_error *err)
{
	int64_t value;
	tally_status status = store_attr_int(group, name, &value, err);
	if (!status && (value < 0 || value > UINT32_MAX))
		status = tally_error_set(err, TALLY_EINPUT, "%s is %lld: damaged", name,
					 (long long)value);
	*out = status ? 0 : (size_t)value;
	return status;
}

/* Series have rows, texts have bytes, and a byte of the file holds some thousand at most. */
static bool sensible_counts(const store_segment *s)
{
	double most = STORE_RATIO_MAX * (double)s->file_size;
	return s->n_rows >= 1 && s->n_series >= 1 && s->n_series <= s->n_rows &&
	       s->n_texts <= s->n_bytes && (double)s->n_rows <= most && (double)s->n_bytes <= most;
}

tally_status store_segment_open(hid_t segments, int64_t number, uint64_t file_size,
				store_segment *out, tally_error *err)
{
	char name[STORE_SEGMENT_NAME];
	memset(out, 0, sizeof *out);
	out->number = number;
	out->file_size = file_size;
	store_segment_name(number, name);
	tally_status status = store_group_open(segments, name, &out->group, err);
	if (!status)
		status = count(out->group, "n_rows", &out->n_rows, err);
	if (!status)
		status = count(out->group, "n_series", &out->n_series, err);
	if (!status)
		status = count(out->group, "n_texts", &out->n_texts, err);
	if (!status)
		status = count(out->group, "n_text_bytes", &out->n_bytes, err);
	if (!status && !sensible_counts(out))
		status = tally_error_set(err, TALLY_EINPUT, "counts make no sense: damaged");
	if (status)
		tally_error_prefix(err, "segment %s", name);
	return status;
}

void store_segment_close(store_segment *s)
{
	for (int k = 0; k < STORE_SERIES_PARTS; k++)
		store_reader_release(&s->parts[k]);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		store_reader_release(&s->columns[k]);
	store_reader_release(&s->row_start);
	store_reader_release(&s->row_size);
	store_reader_release(&s->row_last);
	store_reader_release(&s->text_end);
	store_reader_release(&s->text_bytes);
	store_coder_release(&s->coder);
	if (s->group > 0)
		H5Gclose(s->group);
	memset(s, 0, sizeof *s);
}

/* Opens a column when it is not open yet; after a failure it stays closed. */
static tally_status open_reader(store_segment *s, const store_spec *spec, size_t n, bool *open,
				store_reader *reader, tally_error *err)
{
	if (*open)
		return TALLY_OK;
	tally_status status =
	    store_reader_open(s->group, spec, n, s->file_size, &s->coder, reader, err);
	if (status)
		store_reader_release(reader);
	*open = !status;
	return status;
}

static tally_status in_segment(const store_segment *s, tally_status status, tally_error *err)
{
	if (status)
		tally_error_prefix(err, "segment s%06lld", (long long)s->number);
	return status;
}

static tally_status read_part(store_segment *s, int part, size_t from, size_t n, int64_t *out,
			      tally_error *err)
{
	tally_status status = open_reader(s, &store_series_specs[part], s->n_series,
					  &s->open_parts[part], &s->parts[part], err);
	if (!status)
		status = store_reader_read(&s->parts[part], from, n, out, err);
	return in_segment(s, status, err);
}

tally_status store_segment_column(store_segment *s, int column, size_t from, size_t n, int64_t *out,
				  tally_error *err)
{
	tally_status status = open_reader(s, &store_row_specs[column], s->n_rows,
					  &s->open_columns[column], &s->columns[column], err);
	s->columns[column].ahead = s->ahead;
	if (!status)
		status = store_reader_read(&s->columns[column], from, n, out, err);
	return in_segment(s, status, err);
}

tally_status store_segment_constant(store_segment *s, int column, bool *constant, int64_t *value,
				    tally_error *err)
{
	tally_status status = store_segment_column(s, column, 0, 1, value, err);
	*constant = s->columns[column].dataset <= 0 &&
		    (!s->columns[column].steps || s->columns[column].constant == 0);
	return status;
}

tally_status store_segment_last_day(store_segment *s, size_t series, bool *told, int64_t *day,
				    tally_error *err)
{
	tally_status status = TALLY_OK;
	*told = s->open_last || store_has(s->group, last_spec.name) ||
		H5Aexists(s->group, last_spec.name) > 0;
	if (*told)
		status = open_reader(s, &last_spec, s->n_series, &s->open_last, &s->row_last, err);
	if (*told && !status)
		status = store_reader_read(&s->row_last, series, 1, day, err);
	return in_segment(s, status, err);
}

/* --- series -------------------------------------------------------------------------- */

static tally_status read_series(store_segment *s, size_t from, size_t n, store_run *out,
				tally_error *err)
{
	int64_t values[STORE_BLOCK];
	tally_status status = TALLY_OK;
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++) {
		status = read_part(s, k, from, n, values, err);
		for (size_t i = 0; !status && i < n; i++)
			out[i].key.part[k] = (int32_t)values[i];
	}
	if (!status)
		status =
		    open_reader(s, &start_spec, s->n_series, &s->open_start, &s->row_start, err);
	if (!status)
		status = open_reader(s, &size_spec, s->n_series, &s->open_size, &s->row_size, err);
	if (!status)
		status = store_reader_read(&s->row_start, from, n, values, err);
	for (size_t i = 0; !status && i < n; i++)
		out[i].start = (size_t)values[i];
	if (!status)
		status = store_reader_read(&s->row_size, from, n, values, err);
	for (size_t i = 0; !status && i < n; i++) {
		out[i].size = (size_t)values[i];
		out[i].series = from + i;
		if (out[i].start > s->n_rows || out[i].size < 1 ||
		    out[i].size > s->n_rows - out[i].start)
			status = tally_error_set(err, TALLY_EINPUT,
						 "series %zu has rows that are not there: damaged",
						 from + i);
	}
	return status;
}

/* First series in [from, to) whose part is >= value, the parts there being sorted. */
static tally_status lower_bound(store_segment *s, int part, size_t from, size_t to, int64_t value,
				size_t *out, tally_error *err)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int64_t found;
		tally_status status = read_part(s, part, middle, 1, &found, err);
		if (status)
			return status;
		if (found < value)
			from = middle + 1;
		else
			to = middle;
	}
	*out = from;
	return TALLY_OK;
}

/* The same, looking near `from` first: for values in rising order, whose chunks are then opened
 * once each and not anew for every value. */
static tally_status next_bound(store_segment *s, int part, size_t from, size_t to, int64_t value,
			       size_t *out, tally_error *err)
{
	for (size_t step = 1; step < to - from; step *= 2) {
		int64_t found;
		tally_status status = read_part(s, part, from + step - 1, 1, &found, err);
		if (status)
			return status;
		if (found >= value) {
			to = from + step - 1;
			break;
		}
		from += step;
	}
	return lower_bound(s, part, from, to, value, out, err);
}

/* Who wants the series, in blocks of at most STORE_BLOCK. */
typedef struct {
	const tally_selection *what;
	store_run_visit visit;
	void *context;
	store_run *block; /* [STORE_BLOCK] */
} taking;

static bool wanted(const tally_selection *what, const store_series *key)
{
	return what->measure < 0 || key->part[SERIES_MEASURE] == what->measure;
}

static tally_status take(store_segment *s, const taking *t, size_t from, size_t to,
			 tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t n; !status && from < to; from += n) {
		size_t kept = 0;
		n = to - from < STORE_BLOCK ? to - from : STORE_BLOCK;
		status = in_segment(s, read_series(s, from, n, t->block, err), err);
		for (size_t i = 0; !status && i < n; i++)
			if (wanted(t->what, &t->block[i].key))
				t->block[kept++] = t->block[i];
		if (!status && kept > 0)
			status = t->visit(t->context, t->block, kept, err);
	}
	return status;
}

static int by_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return x < y ? -1 : x > y;
}

/* Ids sorted and without doubles; malloc'ed. */
static int32_t *sorted_ids(const int32_t *ids, int *n)
{
	int32_t *out = malloc(((size_t)*n + 1) * sizeof *out);
	if (!out)
		return NULL;
	if (*n > 0)
		memcpy(out, ids, (size_t)*n * sizeof *out);
	qsort(out, (size_t)*n, sizeof *out, by_id);
	int kept = 0;
	for (int i = 0; i < *n; i++)
		if (kept == 0 || out[i] != out[kept - 1])
			out[kept++] = out[i];
	*n = kept;
	return out;
}

/* The series in [from, to), all of one metric or all there are, whose region is wanted. */
static tally_status take_regions(store_segment *s, const taking *t, const int32_t *regions, int n,
				 size_t from, size_t to, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (int i = 0, end; !status && i < n; i = end) {
		size_t a = from, b = from;
		for (end = i + 1; end < n && regions[end] == regions[end - 1] + 1;)
			end++; /* ids in a row are one search */
		status = lower_bound(s, SERIES_REGION, from, to, regions[i], &a, err);
		if (!status)
			status = lower_bound(s, SERIES_REGION, a, to, (int64_t)regions[end - 1] + 1,
					     &b, err);
		if (!status)
			status = take(s, t, a, b, err);
		from = b;
	}
	return status;
}

static tally_status take_all(store_segment *s, const taking *t, const int32_t *metrics,
			     int n_metrics, const int32_t *regions, int n_regions, tally_error *err)
{
	tally_status status = TALLY_OK;
	size_t from = 0;
	for (int i = 0; !status && from < s->n_series && (n_metrics == 0 || i < n_metrics); i++) {
		int64_t metric;
		size_t to = s->n_series;
		if (n_metrics > 0) {
			metric = metrics[i];
			status = (i == 0 ? lower_bound : next_bound)(s, SERIES_METRIC, from, to,
								     metric, &from, err);
		} else if (n_regions > 0) {
			status = read_part(s, SERIES_METRIC, from, 1, &metric, err);
		} else {
			return take(s, t, 0, s->n_series, err);
		}
		if (!status)
			status = next_bound(s, SERIES_METRIC, from, to, metric + 1, &to, err);
		if (!status)
			status = n_regions > 0
				     ? take_regions(s, t, regions, n_regions, from, to, err)
				     : take(s, t, from, to, err);
		from = to;
	}
	return status;
}

tally_status store_segment_each(store_segment *s, const tally_selection *what, store_run_visit visit,
				void *context, tally_error *err)
{
	int n_metrics = what->n_metrics, n_regions = what->n_regions;
	int32_t *metrics = sorted_ids(what->metrics, &n_metrics);
	int32_t *regions = sorted_ids(what->regions, &n_regions);
	taking t = {what, visit, context, malloc(STORE_BLOCK * sizeof *t.block)};
	tally_status status = TALLY_OK;
	if (!metrics || !regions || !t.block)
		status = tally_error_memory(err);
	else
		status = take_all(s, &t, metrics, n_metrics, regions, n_regions, err);
	free(metrics);
	free(regions);
	free(t.block);
	return status;
}

typedef struct {
	store_run *items;
	size_t n, capacity;
} runs;

static tally_status keep(void *context, store_run *block, size_t n, tally_error *err)
{
	runs *r = context;
	if (r->n + n > r->capacity) {
		size_t capacity = 2 * r->n + n;
		store_run *grown =
		    tally_more_room(r->items, r->n * sizeof *grown, capacity * sizeof *grown);
		if (!grown)
			return tally_error_memory(err);
		r->items = grown;
		r->capacity = capacity;
	}
	memcpy(r->items + r->n, block, n * sizeof *block);
	r->n += n;
	return TALLY_OK;
}

tally_status store_segment_find(store_segment *s, const tally_selection *what, store_run **out,
				size_t *n, tally_error *err)
{
	runs found = {0};
	tally_status status = store_segment_each(s, what, keep, &found, err);
	if (status) {
		free(found.items);
		found = (runs){0};
	}
	*out = found.items;
	*n = found.n;
	return status;
}

/* --- texts --------------------------------------------------------------------------- */

static tally_status open_texts(store_segment *s, tally_error *err)
{
	tally_status status =
	    open_reader(s, &end_spec, s->n_texts, &s->open_end, &s->text_end, err);
	return status
		   ? status
		   : open_reader(s, &bytes_spec, s->n_bytes, &s->open_bytes, &s->text_bytes, err);
}

static tally_status text_span(store_segment *s, int64_t id, int64_t span[2], tally_error *err)
{
	if (id < 1 || (uint64_t)id > s->n_texts)
		return tally_error_set(err, TALLY_EINPUT, "text %lld is not there: damaged",
				       (long long)id);
	tally_status status = open_texts(s, err);
	span[0] = 0;
	if (!status)
		status = id == 1 ? store_reader_read(&s->text_end, 0, 1, span + 1, err)
				 : store_reader_read(&s->text_end, (size_t)id - 2, 2, span, err);
	if (!status && (span[0] < 0 || span[1] < span[0] || (uint64_t)span[1] > s->n_bytes))
		status = tally_error_set(err, TALLY_EINPUT, "text %lld has no bytes: damaged",
					 (long long)id);
	return status;
}

int32_t store_segment_text(store_segment *s, int64_t id, tally_pool *pool, tally_error *err)
{
	int64_t span[2];
	if (id == 0)
		return tally_pool_add(pool, "", 0);
	tally_status status = text_span(s, id, span, err);
	size_t len = status ? 0 : (size_t)(span[1] - span[0]);
	char small[256], *text = len < sizeof small ? small : malloc(len + 1);
	if (!text && !status)
		status = tally_error_memory(err);
	if (!status)
		status = store_reader_bytes(&s->text_bytes, (size_t)span[0], len, text, err);
	if (!status && memchr(text, 0, len))
		status = tally_error_set(err, TALLY_EINPUT, "text %lld holds a zero: damaged",
					 (long long)id);
	int32_t added = status ? -1 : tally_pool_add(pool, text, len);
	if (added < 0 && !status)
		status = tally_error_memory(err);
	if (text != small)
		free(text);
	in_segment(s, status, err);
	return added;
}

/* --- soundness ----------------------------------------------------------------------- */

tally_status store_segment_sound(store_segment *s, tally_error *err)
{
	int64_t value;
	tally_status status = TALLY_OK;
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++) {
		status = read_part(s, k, 0, 1, &value, err);
		if (!status)
			status = in_segment(s, store_reader_sound(&s->parts[k], err), err);
	}
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++) {
		status = store_segment_column(s, k, 0, 1, &value, err);
		if (!status)
			status = in_segment(s, store_reader_sound(&s->columns[k], err), err);
	}
	if (!status)
		status =
		    open_reader(s, &start_spec, s->n_series, &s->open_start, &s->row_start, err);
	if (!status)
		status = open_reader(s, &size_spec, s->n_series, &s->open_size, &s->row_size, err);
	if (!status)
		status = store_reader_sound(&s->row_start, err);
	if (!status)
		status = store_reader_sound(&s->row_size, err);
	bool told;
	if (!status)
		status = store_segment_last_day(s, 0, &told, &value, err);
	if (!status && told)
		status = store_reader_sound(&s->row_last, err);
	if (!status && s->n_texts > 0)
		status = open_texts(s, err);
	if (!status && s->n_texts > 0)
		status = store_reader_sound(&s->text_end, err);
	if (!status && s->n_texts > 0)
		status = store_reader_sound(&s->text_bytes, err);
	return status;
}

/* --- sense --------------------------------------------------------------------------- */

static bool between(int64_t v, int64_t lo, int64_t hi)
{
	return v >= lo && v <= hi;
}

bool store_series_valid(const store_series *s, const char **wrong)
{
	static const struct {
		int part;
		int32_t lo, hi;
	} limits[] = {
	    {SERIES_METRIC, 0, INT32_MAX},
	    {SERIES_REGION, 0, INT32_MAX},
	    {SERIES_FREQUENCY, 0, TALLY_N_FREQUENCIES - 1},
	    {SERIES_MEASURE, 0, TALLY_N_MEASURES - 1},
	    {SERIES_WHOLE_METRIC, TALLY_NO_CODE, INT32_MAX},
	    {SERIES_WHOLE_REGION, TALLY_NO_CODE, INT32_MAX},
	    {SERIES_BASE, TALLY_BASE_DEFAULT, TALLY_BASE_PERIOD},
	    {SERIES_PRICES, TALLY_PRICES_DEFAULT, TALLY_PRICES_PPP},
	    {SERIES_PRICE_YEAR, 0, 9999},
	    {SERIES_ADJUSTMENT, 0, 'Z'},
	    {SERIES_KIND, TALLY_OBSERVATION, TALLY_FORECAST},
	    {SERIES_UNIT, TALLY_NO_CODE, INT32_MAX},
	};
	for (size_t k = 0; k < sizeof limits / sizeof *limits; k++)
		if (!between(s->part[limits[k].part], limits[k].lo, limits[k].hi)) {
			*wrong = store_series_specs[limits[k].part].name;
			return false;
		}
	return true;
}

#define DAY_FIRST (-719162) /* 0001-01-01 */
#define DAY_LAST  2932896   /* 9999-12-31 */
#define DAYS_MAX  (DAY_LAST - DAY_FIRST + 1)

bool store_value_valid(int column, int64_t value)
{
	static const int64_t limits[STORE_ROW_COLUMNS][2] = {
	    [ROW_TIME] = {DAY_FIRST, DAY_LAST},
	    [ROW_DAYS] = {0, DAYS_MAX},
	    [ROW_PUBLISHED] = {DAY_FIRST, DAY_LAST},
	    [ROW_SOURCE] = {0, INT32_MAX},
	    [ROW_LOCATOR] = {0, INT32_MAX},
	    [ROW_FORM] = {TALLY_FORM_DECIMAL, TALLY_FORM_REAL},
	    [ROW_MANTISSA] = {INT64_MIN, INT64_MAX},
	    [ROW_DECIMALS] = {-TALLY_DECIMALS_MAX, TALLY_DECIMALS_MAX},
	    [ROW_SECOND] = {INT64_MIN, INT64_MAX},
	    [ROW_SECOND_DECIMALS] = {-TALLY_DECIMALS_MAX, TALLY_DECIMALS_MAX},
	    [ROW_REAL] = {INT64_MIN, INT64_MAX},
	    [ROW_QUALIFIER] = {0, TALLY_N_QUALIFIERS - 1},
	    [ROW_BASIS] = {TALLY_BASIS_UNKNOWN, TALLY_BASIS_COMPARABLE},
	    [ROW_STATUS] = {0, 'Z'},
	    [ROW_BASE_AGO] = {-2 * DAYS_MAX, 2 * DAYS_MAX},
	    [ROW_BASE_DAYS] = {0, DAYS_MAX},
	    [ROW_NOTE] = {0, INT32_MAX},
	    [ROW_BATCH] = {1, INT32_MAX},
	    [ROW_LINE] = {0, INT64_MAX},
	};
	if (column == ROW_PUBLISHED && value == TALLY_DAY_NONE)
		return true;
	return between(value, limits[column][0], limits[column][1]);
}
