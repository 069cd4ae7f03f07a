/* book.c: the workbook's own parts: relations, sheets, shared texts, styles.
 *
 * Where a part lies is never assumed: the relations of the archive name the workbook, those of the
 * workbook its sheets, texts and styles. */
#include "import/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHEETS_MAX 4096
#define STYLES_MAX 65536

/* --- texts --------------------------------------------------------------------------------------- */

bool book_text_add(book_texts *t, const char *bytes, size_t n)
{
	if (t->n_bytes + n + 1 > t->cap_bytes) {
		size_t cap = 2 * t->cap_bytes + n + 4096;
		char *grown = realloc(t->bytes, cap);
		if (grown == NULL)
			return false;
		t->bytes = grown;
		t->cap_bytes = cap;
	}
	memcpy(t->bytes + t->n_bytes, bytes, n);
	t->n_bytes += n;
	t->bytes[t->n_bytes] = '\0';
	return true;
}

bool book_text_end(book_texts *t, size_t start)
{
	if (t->n == t->cap) {
		size_t cap = 2 * t->cap + 256;
		size_t *grown = realloc(t->offsets, cap * sizeof *grown);
		if (grown == NULL)
			return false;
		t->offsets = grown;
		t->cap = cap;
	}
	if (!book_text_add(t, "", 0))
		return false;
	t->n_bytes++;
	t->offsets[t->n++] = start;
	return true;
}

/* --- relations ------------------------------------------------------------------------------------ */

typedef struct {
	archive_handlers h;
	const char *folder;        /* that targets are relative to: "xl/" */
	const char *type;          /* last word of the type that is looked for, or NULL */
	const char *id;            /* or the id that is looked for */
	char part[512];            /* the answer, "" none */
	char found_type[64];
} relation;

static void on_relation(void *context, const char *name, const char **attributes)
{
	relation *r = context;
	const char *type = archive_attribute(attributes, "Type");
	const char *id = archive_attribute(attributes, "Id");
	const char *target = archive_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || type == NULL || id == NULL || target == NULL)
		return;
	const char *word = strrchr(type, '/');
	word = word != NULL ? word + 1 : type;
	if (r->part[0] != '\0' || (r->type != NULL && strcmp(word, r->type) != 0) ||
	    (r->id != NULL && strcmp(id, r->id) != 0))
		return;
	snprintf(r->found_type, sizeof r->found_type, "%s", word);
	if (*target == '/')
		snprintf(r->part, sizeof r->part, "%s", target + 1);
	else
		snprintf(r->part, sizeof r->part, "%s%s", r->folder, target);
}

static void on_nothing(void *context, const char *name)
{
	(void)context, (void)name;
}

/* The relations of `part` lie in FOLDER/_rels/NAME.rels. */
static tally_status find_relation(archive *a, const char *part, const char *type, const char *id,
				  relation *r, tally_error *err)
{
	char folder[512], rels[2 * sizeof folder + 16];
	const char *slash = strrchr(part, '/');
	int n = slash != NULL ? (int)(slash - part) + 1 : 0;

	snprintf(folder, sizeof folder, "%.*s", n, part);
	snprintf(rels, sizeof rels, "%s_rels/%s.rels", folder, part + n);
	*r = (relation){.folder = folder, .type = type, .id = id};
	r->h = (archive_handlers){on_relation, on_nothing, NULL, r, TALLY_OK, err};
	tally_status status = archive_parse(a, rels, &r->h);
	r->folder = NULL;
	return status;
}

/* --- sheets --------------------------------------------------------------------------------------- */

typedef struct {
	archive_handlers h;
	book *b;
} book_reader;

static void on_workbook(void *context, const char *name, const char **attributes)
{
	book_reader *r = context;
	book *b = r->b;

	if (strcmp(name, "workbookPr") == 0) {
		const char *is_1904 = archive_attribute(attributes, "date1904");
		b->date1904 = is_1904 != NULL && (strcmp(is_1904, "1") == 0 || strcmp(is_1904, "true") == 0);
	}
	if (strcmp(name, "sheet") != 0 || b->n_sheets == SHEETS_MAX)
		return;
	const char *title = archive_attribute(attributes, "name");
	const char *id = archive_attribute(attributes, "r:id");
	const char *state = archive_attribute(attributes, "state");
	/* Some writers give the relations another prefix. */
	for (const char **at = attributes; id == NULL && *at != NULL; at += 2)
		if (strlen(at[0]) > 3 && strcmp(at[0] + strlen(at[0]) - 3, ":id") == 0)
			id = at[1];
	book_sheet *grown = realloc(b->sheets, (size_t)(b->n_sheets + 1) * sizeof *grown);
	if (grown == NULL) {
		r->h.status = tally_error_memory(r->h.err);
		return;
	}
	b->sheets = grown;
	book_sheet *s = &b->sheets[b->n_sheets++];
	*s = (book_sheet){strdup(title ? title : ""), strdup(id ? id : ""), NULL,
			  state != NULL && strcmp(state, "visible") != 0};
	if (s->name == NULL || s->id == NULL)
		r->h.status = tally_error_memory(r->h.err);
}

static tally_status read_sheets(archive *a, const char *workbook, book *b, tally_error *err)
{
	book_reader r = {.b = b};
	relation found;

	r.h = (archive_handlers){on_workbook, on_nothing, NULL, &r, TALLY_OK, err};
	tally_status status = archive_parse(a, workbook, &r.h);
	for (int i = 0; status == TALLY_OK && i < b->n_sheets; i++) {
		status = find_relation(a, workbook, NULL, b->sheets[i].id, &found, err);
		if (status != TALLY_OK || strcmp(found.found_type, "worksheet") != 0)
			continue;
		b->sheets[i].part = strdup(found.part);
		if (b->sheets[i].part == NULL)
			status = tally_error_memory(err);
	}
	return status;
}

/* --- shared texts ----------------------------------------------------------------------------------- */

typedef struct {
	archive_handlers h;
	book_texts *t;
	size_t start;
	bool in_item, in_text, phonetic;
} texts_reader;

static void texts_start(void *context, const char *name, const char **attributes)
{
	texts_reader *r = context;

	(void)attributes;
	if (strcmp(name, "si") == 0) {
		r->in_item = true;
		r->start = r->t->n_bytes;
	} else if (strcmp(name, "rPh") == 0) {
		r->phonetic = true; /* readings of characters are no part of the text */
	} else if (strcmp(name, "t") == 0) {
		r->in_text = r->in_item && !r->phonetic;
	}
}

static void texts_end(void *context, const char *name)
{
	texts_reader *r = context;

	if (strcmp(name, "t") == 0)
		r->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		r->phonetic = false;
	else if (strcmp(name, "si") == 0) {
		r->in_item = false;
		if (!book_text_end(r->t, r->start))
			r->h.status = tally_error_memory(r->h.err);
	}
}

static void texts_text(void *context, const char *text, int n)
{
	texts_reader *r = context;
	if (r->in_text && !book_text_add(r->t, text, (size_t)n))
		r->h.status = tally_error_memory(r->h.err);
}

static tally_status read_texts(archive *a, const char *workbook, book *b, tally_error *err)
{
	texts_reader r = {.t = &b->texts};
	relation found;
	tally_status status = find_relation(a, workbook, "sharedStrings", NULL, &found, err);

	if (status != TALLY_OK || found.part[0] == '\0' || !archive_has(a, found.part))
		return status;
	r.h = (archive_handlers){texts_start, texts_end, texts_text, &r, TALLY_OK, err};
	return archive_parse(a, found.part, &r.h);
}

/* --- styles ------------------------------------------------------------------------------------------ */

typedef struct {
	int id;
	shown how;
} own_format;

typedef struct {
	archive_handlers h;
	book *b;
	own_format *own;
	size_t n_own;
	bool in_cells; /* cellXfs, not cellStyleXfs */
} styles_reader;

static shown look_up(const styles_reader *r, int id)
{
	for (size_t i = 0; i < r->n_own; i++)
		if (r->own[i].id == id)
			return r->own[i].how;
	return shown_by_number(id);
}

static void add_own(styles_reader *r, const char *id, const char *code)
{
	own_format *grown = r->n_own < STYLES_MAX
				? realloc(r->own, (r->n_own + 1) * sizeof *grown)
				: NULL;
	if (grown == NULL) {
		r->h.status = tally_error_memory(r->h.err);
		return;
	}
	r->own = grown;
	r->own[r->n_own++] = (own_format){atoi(id), shown_by_code(code)};
}

static void add_style(styles_reader *r, const char *id)
{
	shown *grown = r->b->n_styles < STYLES_MAX
			   ? realloc(r->b->styles, (r->b->n_styles + 1) * sizeof *grown)
			   : NULL;
	if (grown == NULL) {
		r->h.status = tally_error_memory(r->h.err);
		return;
	}
	r->b->styles = grown;
	r->b->styles[r->b->n_styles++] = look_up(r, id != NULL ? atoi(id) : 0);
}

static void styles_start(void *context, const char *name, const char **attributes)
{
	styles_reader *r = context;
	const char *id = archive_attribute(attributes, "numFmtId");
	const char *code = archive_attribute(attributes, "formatCode");

	if (strcmp(name, "numFmt") == 0 && id != NULL && code != NULL)
		add_own(r, id, code);
	else if (strcmp(name, "cellXfs") == 0)
		r->in_cells = true;
	else if (strcmp(name, "xf") == 0 && r->in_cells)
		add_style(r, id);
}

static void styles_end(void *context, const char *name)
{
	styles_reader *r = context;
	if (strcmp(name, "cellXfs") == 0)
		r->in_cells = false;
}

static tally_status read_styles(archive *a, const char *workbook, book *b, tally_error *err)
{
	styles_reader r = {.b = b};
	relation found;
	tally_status status = find_relation(a, workbook, "styles", NULL, &found, err);

	if (status != TALLY_OK || found.part[0] == '\0' || !archive_has(a, found.part))
		return status;
	r.h = (archive_handlers){styles_start, styles_end, NULL, &r, TALLY_OK, err};
	status = archive_parse(a, found.part, &r.h);
	free(r.own);
	return status;
}

/* --- all --------------------------------------------------------------------------------------------- */

tally_status book_read(archive *a, book *out, tally_error *err)
{
	relation found;
	char workbook[512];

	*out = (book){0};
	tally_status status = find_relation(a, "", "officeDocument", NULL, &found, err);
	if (status != TALLY_OK)
		return status;
	if (found.part[0] == '\0')
		return tally_error_set(err, TALLY_EINPUT, "%s names no workbook in it", a->path);
	snprintf(workbook, sizeof workbook, "%s", found.part);
	status = read_sheets(a, workbook, out, err);
	if (status == TALLY_OK)
		status = read_texts(a, workbook, out, err);
	if (status == TALLY_OK)
		status = read_styles(a, workbook, out, err);
	return status;
}

void book_release(book *b)
{
	for (int i = 0; i < b->n_sheets; i++) {
		free(b->sheets[i].name);
		free(b->sheets[i].id);
		free(b->sheets[i].part);
	}
	free(b->sheets);
	free(b->texts.bytes);
	free(b->texts.offsets);
	free(b->styles);
	*b = (book){0};
}
