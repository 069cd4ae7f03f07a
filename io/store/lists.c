/* lists.c: code lists as texts, and defined codes as one more CSV text; see lists.h. */
#include "store/lists.h"

#include "csv/csv.h"
#include "store/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTS_MAX 64
#define UNDER     "_under"
#define BYTES     "_bytes" /* ends the name of the dimension of a list */

static bool good_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz_");
	return n > 0 && n < 40 && name[n] == 0;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), cut = strlen(end);
	return len > cut && strcmp(text + len - cut, end) == 0;
}

static bool comes_again(const char *const *names, int i, int n)
{
	for (int j = i + 1; j < n; j++)
		if (strcmp(names[i], names[j]) == 0)
			return true;
	return false;
}

/* A text and its dimension, named after it. */
static tally_status write_bytes(hid_t group, const char *name, const char *text, size_t n,
				tally_error *err)
{
	char dimension[80];
	snprintf(dimension, sizeof dimension, "%s%s", name, BYTES);
	tally_status status = store_dimension_create(group, dimension, n, err);
	return status ? status : store_bytes_write(group, dimension, name, text, n, err);
}

tally_status store_lists_write(hid_t file, const char *const *names, const char *const *texts,
			       int n, tally_error *err)
{
	hid_t group;
	tally_status status = store_group_create(file, "lists", &group, err);
	if (status)
		return status;
	for (int i = 0; !status && i < n; i++) {
		char name[64];
		snprintf(name, sizeof name, "%.40s%s", names[i],
			 comes_again(names, i, n) ? UNDER : "");
		if (!good_name(names[i]) || ends_with(names[i], BYTES) || store_has(group, name) ||
		    i == LISTS_MAX)
			status =
			    tally_error_set(err, TALLY_EUSAGE, "no name for a list: %s", names[i]);
		else if (*texts[i])
			status = write_bytes(group, name, texts[i], strlen(texts[i]), err);
	}
	H5Gclose(group);
	return status;
}

static tally_status read_list(hid_t group, hsize_t i, uint64_t file_size, store_lists *out,
			      tally_error *err)
{
	char name[64];
	size_t n;
	if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name,
			       H5P_DEFAULT) < 0 ||
	    !good_name(name))
		return tally_error_set(err, TALLY_EINPUT, "a list has a damaged name");
	if (ends_with(name, BYTES))
		return TALLY_OK;
	if (out->n == LISTS_MAX)
		return tally_error_set(err, TALLY_EINPUT, "too many lists: damaged");
	tally_status status =
	    store_bytes_read(group, name, file_size, &out->texts[out->n], &n, err);
	if (status)
		return status;
	out->names[out->n] = strdup(name);
	if (out->names[out->n++])
		return TALLY_OK;
	return tally_error_memory(err);
}

tally_status store_lists_read(hid_t file, uint64_t file_size, store_lists *out, tally_error *err)
{
	hid_t group;
	H5G_info_t info = {.nlinks = 0};
	*out = (store_lists){0};
	tally_status status = store_group_open(file, "lists", &group, err);
	if (status)
		return status;
	if (H5Gget_info(group, &info) < 0 || info.nlinks > 2 * LISTS_MAX)
		status = tally_error_set(err, TALLY_EINPUT, "too many lists: damaged");
	out->names = calloc(LISTS_MAX, sizeof *out->names);
	out->texts = calloc(LISTS_MAX, sizeof *out->texts);
	if (!status && (!out->names || !out->texts))
		status = tally_error_memory(err);
	for (hsize_t i = 0; !status && i < info.nlinks; i++)
		status = read_list(group, i, file_size, out, err);
	H5Gclose(group);
	if (status) {
		tally_error_prefix(err, "code lists");
		store_lists_release(out);
	}
	return status;
}

void store_lists_release(store_lists *lists)
{
	for (int i = 0; i < lists->n; i++) {
		free(lists->names[i]);
		free(lists->texts[i]);
	}
	free(lists->names);
	free(lists->texts);
	*lists = (store_lists){0};
}

/* --- codes defined later --------------------------------------------------------------- */

enum { DEFINED_KIND, DEFINED_CODE, DEFINED_NAME, DEFINED_BASE, DEFINED_POWER, DEFINED_DIMENSION };
#define DEFINED_FIELDS 6

static void put_field(FILE *to, const char *text, char after)
{
	putc_unlocked('"', to);
	for (; *text; text++) {
		if (*text == '"')
			putc_unlocked('"', to);
		putc_unlocked(*text, to);
	}
	putc_unlocked('"', to);
	putc_unlocked(after, to);
}

static void put_row(FILE *to, const char *kind, const char *code, const char *name,
		    const char *base, int power, const char *dimension)
{
	put_field(to, kind, ',');
	put_field(to, code, ',');
	put_field(to, name, ',');
	put_field(to, base, ',');
	fprintf(to, "%d,", power);
	put_field(to, dimension, '\n');
}

char *store_defined_text(const tally_codes *codes, const store_code_counts *behind, size_t *n)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, n);
	if (!to)
		return NULL;
	for (int32_t i = behind->metrics; i < tally_codes_n_metrics(codes); i++) {
		const tally_metric *m = tally_codes_metric(codes, i);
		if (m->provisional)
			put_row(to, "metric", m->code, *m->name_en ? m->name_en : m->name_zh,
				m->base_unit, 0, m->dimension);
	}
	for (int32_t i = behind->regions; i < tally_codes_n_regions(codes); i++) {
		const tally_region *r = tally_codes_region(codes, i);
		if (r->provisional)
			put_row(to, "region", r->code, *r->name_en ? r->name_en : r->name_zh, "", 0,
				"");
	}
	for (int32_t i = behind->units; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		if (u->provisional)
			put_row(to, "unit", u->text, "", u->base, u->power, u->dimension);
	}
	fclose(to);
	return text;
}

static char *defined_text(const tally_codes *codes, size_t *n)
{
	const store_code_counts none = {0, 0, 0};
	return store_defined_text(codes, &none, n);
}

typedef struct {
	tally_codes *codes;
	store_known_code known;
	void *context;
	tally_status status;
	tally_error *err;
} definer;

static tally_status define(definer *d, const store_defined *row)
{
	int32_t id;
	if (d->known && d->known(d->context, row))
		return TALLY_OK;
	switch (row->kind) {
	case STORE_DEFINED_METRIC:
		return tally_codes_define_metric(d->codes, row->code, row->name, row->base,
						 row->dimension, &id, d->err);
	case STORE_DEFINED_REGION:
		return tally_codes_define_region(d->codes, row->code, row->name, &id, d->err);
	default:
		return tally_codes_define_unit(d->codes, row->code, row->base, row->power,
					       row->dimension, &id, d->err);
	}
}

static int define_row(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	definer *d = context;
	(void)lengths;
	(void)line;
	if (n != DEFINED_FIELDS) {
		d->status = tally_error_set(d->err, TALLY_EINPUT, "a defined code is damaged");
		return 1;
	}
	bool metric = strcmp(fields[DEFINED_KIND], "metric") == 0;
	bool region = strcmp(fields[DEFINED_KIND], "region") == 0;
	const store_defined row = {.kind = metric   ? STORE_DEFINED_METRIC
					   : region ? STORE_DEFINED_REGION
						    : STORE_DEFINED_UNIT,
				   .code = fields[DEFINED_CODE],
				   .name = fields[DEFINED_NAME],
				   .base = fields[DEFINED_BASE],
				   .power = (int)strtol(fields[DEFINED_POWER], NULL, 10),
				   .dimension = fields[DEFINED_DIMENSION]};
	d->status = define(d, &row);
	return d->status != TALLY_OK;
}

tally_status store_defined_read(const char *text, size_t n, tally_codes *codes,
				store_known_code known, void *context, tally_error *err)
{
	definer d = {.codes = codes, .known = known, .context = context, .err = err};
	tally_status status = tally_csv_scan(text, n, ',', define_row, &d, err);
	return status ? status : d.status;
}

/* The text of the defined codes, "" when there are none; malloc'ed. */
static tally_status defined_in_file(hid_t file, uint64_t file_size, char **text, size_t *n,
				    tally_error *err)
{
	hid_t group;
	*n = 0;
	*text = NULL;
	tally_status status = store_group_open(file, "codes", &group, err);
	if (status)
		return status;
	if (store_has(group, "defined"))
		status = store_bytes_read(group, "defined", file_size, text, n, err);
	else if (!(*text = calloc(1, 1)))
		status = tally_error_memory(err);
	H5Gclose(group);
	return status;
}

static tally_status read_defined(hid_t file, uint64_t file_size, tally_codes *codes,
				 tally_error *err)
{
	char *text;
	size_t n;
	tally_status status = defined_in_file(file, file_size, &text, &n, err);
	if (!status && n > 0)
		status = store_defined_read(text, n, codes, NULL, NULL, err);
	free(text);
	return status;
}

tally_status store_codes_same(hid_t file, uint64_t file_size, const tally_codes *codes, bool *same,
			      tally_error *err)
{
	char *kept;
	size_t n_kept, n;
	tally_status status = defined_in_file(file, file_size, &kept, &n_kept, err);
	if (status)
		return status;
	char *text = defined_text(codes, &n);
	*same = text && n == n_kept && memcmp(text, kept, n) == 0;
	status = text ? TALLY_OK : tally_error_memory(err);
	free(text);
	free(kept);
	return status;
}

/* Lists that lie under another come first, under its name. */
static tally_status parse(const store_lists *lists, tally_codes **out,
			  tally_diagnostics *complaints, tally_error *err)
{
	char names[LISTS_MAX][64];
	const char *name[LISTS_MAX], *text[LISTS_MAX];
	int n = 0;
	for (int top = 0; top < 2; top++)
		for (int i = 0; i < lists->n; i++) {
			size_t len = strlen(lists->names[i]), cut = strlen(UNDER);
			bool under = ends_with(lists->names[i], UNDER);
			if (under == (top == 1))
				continue;
			snprintf(names[n], sizeof names[n], "%.*s", (int)(under ? len - cut : len),
				 lists->names[i]);
			name[n] = names[n];
			text[n++] = lists->texts[i];
		}
	return tally_codes_parse(name, text, n, out, complaints, err);
}

tally_status store_codes_read(hid_t file, uint64_t file_size, const store_lists *lists,
			      tally_codes **out, tally_error *err)
{
	tally_diagnostics complaints = {.max = 1};
	*out = NULL;
	tally_status status = parse(lists, out, &complaints, err);
	if (status == TALLY_EINPUT && complaints.count > 0)
		tally_error_set(err, TALLY_EINPUT, "%s:%ld: %s", complaints.items[0].file,
				complaints.items[0].line, complaints.items[0].message);
	tally_diagnostics_release(&complaints);
	if (!status)
		status = read_defined(file, file_size, *out, err);
	if (status) {
		tally_error_prefix(err, "code lists");
		tally_codes_free(*out);
		*out = NULL;
	}
	return status;
}

/* --- tables of codes for other readers ------------------------------------------------- */

typedef const char *(*text_of)(const tally_codes *codes, int32_t i);

static const char *metric_code(const tally_codes *codes, int32_t i)
{
	return tally_codes_metric(codes, i)->code;
}

static const char *region_code(const tally_codes *codes, int32_t i)
{
	return tally_codes_region(codes, i)->code;
}

static const char *unit_text(const tally_codes *codes, int32_t i)
{
	return tally_codes_unit(codes, i)->text;
}

static const struct {
	const char *dimension, *length, *name;
	int32_t (*count)(const tally_codes *);
	text_of text;
} tables[] = {
    {"metric", "metric_code_length", "metric_code", tally_codes_n_metrics, metric_code},
    {"region", "region_code_length", "region_code", tally_codes_n_regions, region_code},
    {"unit", "unit_text_length", "unit_text", tally_codes_n_units, unit_text},
};

/* Rows of `width` bytes, NUL-padded. */
static tally_status write_grid(hid_t group, int k, const char *grid, size_t n, size_t width,
			       tally_error *err)
{
	size_t chunk = STORE_TEXT_CHUNK / width + 1;
	store_shape shape = {
	    .kind = STORE_CHAR,
	    .width = 1,
	    .rank = 2,
	    .extent = {n, width},
	    .chunk = {n < chunk ? n : chunk, width},
	};
	hid_t dataset;
	tally_status status = store_dimension_create(group, tables[k].dimension, n, err);
	if (!status)
		status = store_dimension_create(group, tables[k].length, width, err);
	if (!status)
		status = store_dataset_create(group, tables[k].name, &shape, &dataset, err);
	if (status)
		return status;
	const char *const names[2] = {tables[k].dimension, tables[k].length};
	status = store_dataset_dimensions(group, dataset, names, 2, err);
	if (!status)
		status = store_grid_write(dataset, &shape, grid, err);
	H5Dclose(dataset);
	return status;
}

static tally_status write_table(hid_t group, const tally_codes *codes, int k, tally_error *err)
{
	int32_t n = tables[k].count(codes);
	size_t width = 1;
	for (int32_t i = 0; i < n; i++) {
		size_t len = strlen(tables[k].text(codes, i));
		width = len > width ? len : width;
	}
	if (n <= 0)
		return TALLY_OK;
	char *grid = calloc((size_t)n, width);
	if (!grid)
		return tally_error_memory(err);
	for (int32_t i = 0; i < n; i++) {
		const char *text = tables[k].text(codes, i);
		memcpy(grid + (size_t)i * width, text, strlen(text));
	}
	tally_status status = write_grid(group, k, grid, (size_t)n, width, err);
	free(grid);
	return status;
}

tally_status store_codes_write(hid_t file, const tally_codes *codes, tally_error *err)
{
	hid_t group;
	size_t n;
	tally_status status =
	    store_has(file, "codes") ? store_delete(file, "codes", err) : TALLY_OK;
	if (!status)
		status = store_group_create(file, "codes", &group, err);
	if (status)
		return status;
	char *text = defined_text(codes, &n);
	if (!text)
		status = tally_error_memory(err);
	else if (n > 0)
		status = write_bytes(group, "defined", text, n, err);
	free(text);
	for (int k = 0; !status && k < 3; k++)
		status = write_table(group, codes, k, err);
	H5Gclose(group);
	return status;
}

static tally_status check_table(hid_t group, uint64_t file_size, const tally_codes *codes, int k,
				tally_error *err)
{
	store_shape shape;
	char *grid;
	int32_t n = tables[k].count(codes);
	if (n == 0)
		return TALLY_OK;
	tally_status status = store_grid_read(group, tables[k].name, file_size, &shape, &grid, err);
	if (status)
		return status;
	size_t width = (size_t)shape.extent[1];
	bool same = shape.extent[0] == (hsize_t)n;
	for (int32_t i = 0; same && i < n; i++) {
		const char *text = tables[k].text(codes, i), *kept = grid + (size_t)i * width;
		size_t len = strnlen(kept, width);
		same = strlen(text) == len && memcmp(text, kept, len) == 0;
	}
	free(grid);
	return same ? TALLY_OK
		    : tally_error_set(err, TALLY_EINPUT, "%s does not say what the lists say",
				      tables[k].name);
}

tally_status store_codes_check(hid_t file, uint64_t file_size, const tally_codes *codes,
			       tally_error *err)
{
	hid_t group;
	tally_status status = store_group_open(file, "codes", &group, err);
	if (!status) {
		for (int k = 0; !status && k < 3; k++)
			status = check_table(group, file_size, codes, k, err);
		H5Gclose(group);
	}
	return store_settle(status, err);
}

/* --- ids of one set of lists in another ------------------------------------------------ */

static tally_status map_metric(const tally_codes *from, tally_codes *to, int32_t i, int32_t *id,
			       tally_error *err)
{
	const tally_metric *m = tally_codes_metric(from, i);
	*id = tally_codes_find_metric(to, m->code, strlen(m->code));
	if (*id != TALLY_NO_CODE)
		return TALLY_OK;
	return tally_codes_define_metric(to, m->code, *m->name_en ? m->name_en : m->name_zh,
					 m->base_unit, m->dimension, id, err);
}

static tally_status map_region(const tally_codes *from, tally_codes *to, int32_t i, int32_t *id,
			       tally_error *err)
{
	const tally_region *r = tally_codes_region(from, i);
	*id = tally_codes_find_region(to, r->code, strlen(r->code));
	if (*id != TALLY_NO_CODE)
		return TALLY_OK;
	return tally_codes_define_region(to, r->code, *r->name_en ? r->name_en : r->name_zh, id,
					 err);
}

static tally_status map_unit(const tally_codes *from, tally_codes *to, int32_t i, int32_t *id,
			     tally_error *err)
{
	const tally_unit *u = tally_codes_unit(from, i);
	*id = tally_codes_find_unit(to, u->text, strlen(u->text));
	if (*id == TALLY_NO_CODE)
		return tally_codes_define_unit(to, u->text, u->base, u->power, u->dimension, id,
					       err);
	const tally_unit *known = tally_codes_unit(to, *id);
	if (known->power != u->power || strcmp(known->base, u->base) != 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "unit %s is 10^%d %s here and 10^%d %s in the store",
				       u->text, u->power, u->base, known->power, known->base);
	return TALLY_OK;
}

typedef tally_status (*map_one)(const tally_codes *from, tally_codes *to, int32_t i, int32_t *id,
				tally_error *err);

static tally_status map_all(const tally_codes *from, tally_codes *to, map_one one, int32_t n,
			    int32_t n_known, int32_t **out, store_code_map *map, tally_error *err)
{
	*out = calloc((size_t)(n > 0 ? n : 0) + 1, sizeof **out);
	if (!*out)
		return tally_error_memory(err);
	for (int32_t i = 0; i < n; i++) {
		tally_status status = one(from, to, i, &(*out)[i], err);
		if (status)
			return status;
		map->same = map->same && (*out)[i] == i;
		map->defined = map->defined || (*out)[i] >= n_known;
	}
	return TALLY_OK;
}

tally_status store_code_map_make(const tally_codes *from, tally_codes *to, store_code_map *out,
				 tally_error *err)
{
	*out = (store_code_map){
	    .n_metrics = tally_codes_n_metrics(from),
	    .n_regions = tally_codes_n_regions(from),
	    .n_units = tally_codes_n_units(from),
	    .same = true,
	};
	tally_status status = map_all(from, to, map_metric, out->n_metrics,
				      tally_codes_n_metrics(to), &out->metrics, out, err);
	if (!status)
		status = map_all(from, to, map_region, out->n_regions, tally_codes_n_regions(to),
				 &out->regions, out, err);
	if (!status)
		status = map_all(from, to, map_unit, out->n_units, tally_codes_n_units(to),
				 &out->units, out, err);
	if (status)
		store_code_map_release(out);
	return status;
}

void store_code_map_release(store_code_map *map)
{
	free(map->metrics);
	free(map->regions);
	free(map->units);
	*map = (store_code_map){0};
}
