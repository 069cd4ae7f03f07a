/* xlsx.c: a sheet of an Excel workbook as CSV text: the reader of CSV does the rest.
 *
 * Row r of the sheet is line r of the text, whatever is in it, so complaints name the right cell. */
#include "import/import.h"
#include "import/sheet.h"

#include "csv/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- CSV ---------------------------------------------------------------------------------------- */

typedef struct {
	char *text;
	size_t n, cap;
	bool failed;
} buffer;

static void put(buffer *b, const char *bytes, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		size_t cap = 2 * b->cap + n + 65536;
		char *grown = realloc(b->text, cap);
		if (grown == NULL) {
			b->failed = true;
			return;
		}
		b->text = grown;
		b->cap = cap;
	}
	memcpy(b->text + b->n, bytes, n);
	b->n += n;
	b->text[b->n] = '\0';
}

static int to_buffer(void *context, const char *bytes, size_t n)
{
	put(context, bytes, n);
	return ((buffer *)context)->failed;
}

/* A line end inside a cell would shift the lines below. */
static void flatten(char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\n' || *text == '\r')
			*text = ' ';
}

static void put_cells(const sheet *s, buffer *b)
{
	int32_t row = 0, column = 0;

	for (size_t i = 0; i < s->n && !b->failed; i++) {
		const sheet_cell *c = &s->cells[i];
		for (; row < c->row; row++, column = 0)
			put(b, "\n", 1);
		for (; column < c->column; column++)
			put(b, ",", 1);
		flatten(s->texts.bytes + c->text);
		tally_csv_write_field(to_buffer, b, s->texts.bytes + c->text);
	}
	put(b, "\n", 1);
}

/* --- which sheet ---------------------------------------------------------------------------------- */

static tally_status no_sheet(const archive *a, const book *b, const char *wanted, tally_error *err)
{
	char names[512] = "";
	size_t n = 0;

	for (int i = 0; i < b->n_sheets && n < sizeof names - 80; i++)
		if (b->sheets[i].part != NULL)
			n += (size_t)snprintf(names + n, sizeof names - n, "%s\"%.60s\"",
					      n > 0 ? ", " : "", b->sheets[i].name);
	return tally_error_set(err, TALLY_EINPUT, "%s has no sheet \"%s\"; its sheets: %s", a->path,
			       wanted, names);
}

static tally_status choose(const archive *a, const book *b, const char *wanted,
			   const book_sheet **out, tally_error *err)
{
	char *end;
	long number = wanted != NULL ? strtol(wanted, &end, 10) : 0;

	*out = NULL;
	for (int i = 0; i < b->n_sheets && *out == NULL; i++)
		if (b->sheets[i].part != NULL && wanted == NULL && !b->sheets[i].hidden)
			*out = &b->sheets[i];
		else if (b->sheets[i].part != NULL && wanted != NULL &&
			 strcmp(b->sheets[i].name, wanted) == 0)
			*out = &b->sheets[i];
	if (*out == NULL && wanted != NULL && *end == '\0' && number >= 1 && number <= b->n_sheets &&
	    b->sheets[number - 1].part != NULL)
		*out = &b->sheets[number - 1];
	return *out != NULL ? TALLY_OK : no_sheet(a, b, wanted != NULL ? wanted : "", err);
}

/* --- all ------------------------------------------------------------------------------------------- */

static tally_status digest(const char *path, char out[65], tally_error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *bytes = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes != MAP_FAILED) {
		tally_digest(bytes, (size_t)st.st_size, out);
		munmap(bytes, (size_t)st.st_size);
	}
	int reason = errno;
	if (fd >= 0)
		close(fd);
	return bytes != MAP_FAILED ? TALLY_OK
				   : tally_error_set(err, TALLY_ESYSTEM, "cannot read %s: %s", path,
						     strerror(reason));
}

static tally_status read_sheet(archive *a, const book *b, const char *part, tally_input *out,
			       tally_error *err)
{
	sheet s;
	buffer text = {0};
	tally_status status = sheet_read(a, part, b, &s, err);

	if (status == TALLY_OK)
		status = sheet_spread_merges(&s, err);
	if (status == TALLY_OK) {
		put_cells(&s, &text);
		if (text.failed)
			status = tally_error_memory(err);
	}
	sheet_release(&s);
	if (status != TALLY_OK) {
		free(text.text);
		return status;
	}
	out->text = text.text;
	out->size = text.n;
	out->encoding = "xlsx";
	return TALLY_OK;
}

tally_status tally_read_xlsx(const char *path, const char *wanted, tally_input *out,
			     char sheet_name[256], tally_error *err)
{
	archive a;
	book b = {0};
	const book_sheet *chosen = NULL;

	*out = (tally_input){0};
	tally_status status = archive_open(&a, path, err);
	if (status == TALLY_OK)
		status = digest(path, out->digest, err);
	if (status == TALLY_OK)
		status = book_read(&a, &b, err);
	if (status == TALLY_OK)
		status = choose(&a, &b, wanted, &chosen, err);
	if (status == TALLY_OK) {
		snprintf(sheet_name, 256, "%s", chosen->name);
		status = read_sheet(&a, &b, chosen->part, out, err);
	}
	book_release(&b);
	archive_close(&a);
	return status;
}
