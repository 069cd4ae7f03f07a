/* codes_load.c: the code lists, from the built-in texts and from a folder of the user's.
 *
 * The rows of a list are gathered first, built-in ones before the user's; a user's row with the
 * same key takes the place of the one that is there, so that ids stay where they were. */
#include "csv/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS_MAX 32

/* In the order in which they must be loaded, with the columns that tell two rows apart. */
static const struct {
	const char *name;
	const char *key[4];
} lists[] = {
    {"metrics", {"code"}},
    {"regions", {"code"}},
    {"units", {"text"}},
    {"memberships", {"group", "member", "partition", "from"}},
    {"breaks", {"metric", "region", "date"}},
    {"sources", {"family"}},
    {"rules", {"rule", "from", "source", "prices"}},
};

/* The column heads of one file. */
typedef struct head {
	struct head *next;
	char *names[COLUMNS_MAX];
	int n;
} head;

typedef struct {
	const head *head;
	char *fields[COLUMNS_MAX];
	int n;
	char *file;
	long line;
} row;

typedef struct {
	head *heads;
	row *rows;
	size_t n, capacity;
	int list; /* index in lists[] */
	tally_diagnostics *complaints;
	const char *file; /* being read */
	const head *current;
	size_t n_builtin;    /* rows before this one may be replaced */
	tally_pool keys;     /* of all rows */
	tally_codes *direct; /* nothing will lie over these rows: add them as they come */
	bool out_of_memory;
} gatherer;

static const char *field_of(const row *r, const char *column)
{
	for (int i = 0; i < r->n && column; i++)
		if (strcmp(r->head->names[i], column) == 0)
			return r->fields[i];
	return "";
}

/* The id of the row's key fields, parted by line feeds; -1: out of memory. */
static int32_t key_of(gatherer *g, const row *r)
{
	char key[2048];
	int n = 0;

	for (int k = 0; k < 4; k++)
		n += snprintf(key + n, sizeof key - (size_t)n, "%.500s\n",
			      field_of(r, lists[g->list].key[k]));
	return tally_pool_add(&g->keys, key, (size_t)n);
}

static void row_release(row *r)
{
	for (int i = 0; i < r->n; i++)
		free(r->fields[i]);
	free(r->file);
}

static bool grow(gatherer *g)
{
	size_t capacity = g->capacity ? g->capacity * 2 : 256;
	row *rows = realloc(g->rows, capacity * sizeof *rows);
	if (!rows)
		return false;
	g->rows = rows;
	g->capacity = capacity;
	return true;
}

/* Puts the row in place of a built-in one of its key, or behind all. */
static bool gather_row(gatherer *g, row *r)
{
	int32_t known = g->keys.n, key = key_of(g, r);

	if (key < 0)
		return false;
	/* Every row so far has a key of its own: key k is row k - 1 (0 is the empty text). */
	size_t at = (size_t)key - 1;
	if (key < known && at < g->n_builtin) {
		row_release(&g->rows[at]);
		g->rows[at] = *r;
		return true;
	}
	if (key < known) {
		tally_diagnostics_add(g->complaints, TALLY_ERROR, r->file, r->line, 1,
				      "\"%s\" stands here twice: leave one of the two rows out",
				      r->fields[0]);
		row_release(r);
		return true;
	}
	if (g->n == g->capacity && !grow(g))
		return false;
	g->rows[g->n++] = *r;
	return true;
}

static bool read_head(gatherer *g, char *const *fields, int n)
{
	head *h = calloc(1, sizeof *h);
	if (!h)
		return false;
	h->next = g->heads;
	g->heads = h;
	g->current = h;
	for (h->n = 0; h->n < n; h->n++) {
		h->names[h->n] = strdup(fields[h->n]);
		if (!h->names[h->n])
			return false;
	}
	return true;
}

static bool is_blank(char *const *fields, int n)
{
	for (int i = 0; i < n; i++)
		if (*fields[i])
			return false;
	return true;
}

static bool read_row(gatherer *g, char *const *fields, int n, long line)
{
	row r = {.head = g->current, .file = strdup(g->file), .line = line};

	for (bool ok = r.file != NULL; ok && r.n < n; r.n++) {
		r.fields[r.n] = strdup(fields[r.n]);
		ok = r.fields[r.n] != NULL;
	}
	if (r.file && r.n == n && gather_row(g, &r))
		return true;
	row_release(&r);
	return false;
}

static int on_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	gatherer *g = context;

	(void)lengths;
	if (is_blank(fields, n) || fields[0][0] == '#')
		return 0;
	if (n > COLUMNS_MAX || (g->current && n != g->current->n)) {
		tally_diagnostics_add(g->complaints, TALLY_ERROR, g->file, line, 0,
				      "expected %d fields, found %d",
				      g->current ? g->current->n : COLUMNS_MAX, n);
		return 0;
	}
	bool ok;
	if (g->direct && g->current)
		ok = tally_codes_add_row(g->direct, lists[g->list].name,
					 (const char *const *)g->current->names,
					 (const char *const *)fields, n, g->file, line,
					 g->complaints) != TALLY_ESYSTEM;
	else
		ok = g->current ? read_row(g, fields, n, line) : read_head(g, fields, n);
	g->out_of_memory |= !ok;
	return !ok;
}

static tally_status gather_text(gatherer *g, const char *file, const char *text, size_t size,
				tally_error *err)
{
	g->file = file;
	g->current = NULL;
	if (tally_csv_scan(text, size, ',', on_record, g, err) != TALLY_OK)
		return tally_error_prefix(err, "%s", file);
	return g->out_of_memory ? tally_error_memory(err) : TALLY_OK;
}

/* Texts of this list, each laid over those before it. */
typedef struct {
	const char *prefix; /* of the names in messages */
	const char *const *names;
	const char *const *texts;
	int n;
} layers;

static int count_layers(const layers *in, int list)
{
	int n = 0;

	for (int i = 0; i < in->n; i++)
		n += strcmp(in->names[i], lists[list].name) == 0;
	return n;
}

static tally_status gather_layers(gatherer *g, const layers *in, tally_error *err)
{
	char file[128];

	for (int i = 0; i < in->n; i++) {
		if (strcmp(in->names[i], lists[g->list].name) != 0)
			continue;
		snprintf(file, sizeof file, "%s%.64s.csv", in->prefix, in->names[i]);
		tally_status status = gather_text(g, file, in->texts[i], strlen(in->texts[i]), err);
		if (status != TALLY_OK)
			return status;
		g->n_builtin = g->n;
	}
	return TALLY_OK;
}

/* DIR/<list>.csv, when it is there. */
static tally_status gather_user(gatherer *g, const char *dir, tally_error *err)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s.csv", dir, lists[g->list].name);

	if (n < 0 || (size_t)n >= sizeof path)
		return tally_error_set(err, TALLY_EUSAGE, "the folder's name is too long: %s", dir);
	if (access(path, F_OK) != 0)
		return TALLY_OK;
	tally_input in = {0};
	tally_status status = tally_input_read(path, NULL, &in, err);
	if (status == TALLY_OK)
		status = gather_text(g, path, in.text, in.size, err);
	tally_input_release(&in);
	return status;
}

static tally_status add_rows(gatherer *g, tally_codes *codes, tally_error *err)
{
	for (size_t i = 0; i < g->n; i++) {
		const row *r = &g->rows[i];
		tally_status status = tally_codes_add_row(
		    codes, lists[g->list].name, (const char *const *)r->head->names,
		    (const char *const *)r->fields, r->n, r->file, r->line, g->complaints);
		if (status == TALLY_ESYSTEM)
			return tally_error_memory(err);
	}
	return TALLY_OK;
}

static void gatherer_release(gatherer *g)
{
	for (size_t i = 0; i < g->n; i++)
		row_release(&g->rows[i]);
	free(g->rows);
	tally_pool_release(&g->keys);
	for (head *h = g->heads, *next; h; h = next) {
		next = h->next;
		for (int i = 0; i < h->n; i++)
			free(h->names[i]);
		free(h);
	}
}

static tally_status load_list(int list, const layers *in, const char *dir, tally_codes *codes,
			      tally_diagnostics *complaints, tally_error *err)
{
	gatherer g = {.list = list, .complaints = complaints};

	if (!dir && count_layers(in, list) == 1)
		g.direct = codes;
	tally_status status = gather_layers(&g, in, err);
	if (status == TALLY_OK && dir)
		status = gather_user(&g, dir, err);
	if (status == TALLY_OK)
		status = add_rows(&g, codes, err);
	gatherer_release(&g);
	return status;
}

static tally_status load(const layers *in, const char *dir, tally_codes **out,
			 tally_diagnostics *list, tally_error *err)
{
	tally_diagnostics own = {.max = 1};
	tally_diagnostics *all = list ? list : &own;
	size_t before = all->errors;
	tally_status status = TALLY_OK;

	*out = NULL;
	tally_codes *codes = tally_codes_new();
	if (!codes)
		return tally_error_memory(err);
	for (int i = 0; status == TALLY_OK && i < (int)(sizeof lists / sizeof lists[0]); i++)
		status = load_list(i, in, dir, codes, all, err);
	if (status == TALLY_OK)
		status = tally_codes_finish(codes, all, err);
	if ((status == TALLY_OK || status == TALLY_EINPUT) && all->errors > before)
		status =
		    tally_error_set(err, TALLY_EINPUT, "the code lists have %zu error%s",
				    all->errors - before, all->errors - before == 1 ? "" : "s");
	if (status == TALLY_OK)
		*out = codes;
	else
		tally_codes_free(codes);
	tally_diagnostics_release(&own);
	return status;
}

tally_status tally_codes_load(const char *dir, tally_codes **out, tally_diagnostics *list,
			      tally_error *err)
{
	const layers builtin = {"built-in ", tally_builtin_names, tally_builtin_texts,
				tally_builtin_count};

	*out = NULL;
	if (dir && access(dir, R_OK | X_OK) != 0)
		return tally_error_set(err, TALLY_EINPUT, "no such folder of code lists: %s", dir);
	return load(&builtin, dir, out, list, err);
}

tally_status tally_codes_parse(const char *const *names, const char *const *texts, int n,
			       tally_codes **out, tally_diagnostics *list, tally_error *err)
{
	const layers in = {"", names, texts, n};

	return load(&in, NULL, out, list, err);
}
