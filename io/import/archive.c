/* archive.c: parts of a zip archive through an XML parser, in pieces.
 *
 * libzip unpacks (and checks the CRC of) a part piece by piece, expat reads the pieces: nothing is
 * held whole. Three things could hurt and are refused: archives that unpack to far more than they
 * are (a bomb), documents with a DTD (entities that expand without end), and deep nesting. */
#include "import/archive.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#define UNPACKED_MAX ((uint64_t)1 << 30)
#define RATIO_MAX 200
#define RATIO_FREE 65536 /* small parts may shrink as they like */
#define DEPTH_MAX 64
#define PIECE 32768

tally_status archive_open(archive *a, const char *path, tally_error *err)
{
	int code = 0;
	zip_error_t e;

	*a = (archive){.path = path};
	a->zip = zip_open(path, ZIP_RDONLY, &code);
	if (a->zip != NULL)
		return TALLY_OK;
	zip_error_init_with_code(&e, code);
	tally_error_set(err, TALLY_EINPUT, "%s is no workbook that can be read: %s", path,
			zip_error_strerror(&e));
	zip_error_fini(&e);
	return TALLY_EINPUT;
}

void archive_close(archive *a)
{
	if (a->zip != NULL)
		zip_discard(a->zip);
	a->zip = NULL;
}

bool archive_has(const archive *a, const char *part)
{
	return zip_name_locate(a->zip, part, ZIP_FL_NOCASE) >= 0;
}

const char *archive_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

/* --- XML --------------------------------------------------------------------------------------- */

typedef struct {
	archive_handlers *h;
	XML_Parser parser;
	int depth;
	bool dtd, deep;
} reading;

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon != NULL ? colon + 1 : name;
}

static void stop(reading *r)
{
	XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *context, const char *name, const char **attributes)
{
	reading *r = context;

	if (++r->depth > DEPTH_MAX) {
		r->deep = true;
		stop(r);
		return;
	}
	r->h->start(r->h->context, local_name(name), attributes);
	if (r->h->status != TALLY_OK)
		stop(r);
}

static void on_end(void *context, const char *name)
{
	reading *r = context;

	r->depth--;
	r->h->end(r->h->context, local_name(name));
	if (r->h->status != TALLY_OK)
		stop(r);
}

static void on_text(void *context, const char *text, int n)
{
	reading *r = context;
	r->h->text(r->h->context, text, n);
	if (r->h->status != TALLY_OK)
		stop(r);
}

static void on_dtd(void *context, const char *name, const char *system, const char *public, int own)
{
	reading *r = context;

	(void)name, (void)system, (void)public, (void)own;
	r->dtd = true;
	stop(r);
}

static tally_status refuse(const archive *a, const char *part, tally_error *err, const char *why)
{
	return tally_error_set(err, TALLY_EINPUT, "%s, part %s: %s", a->path, part, why);
}

static tally_status xml_failed(const archive *a, const char *part, const reading *r)
{
	if (r->h->status != TALLY_OK)
		return r->h->status;
	if (r->dtd)
		return refuse(a, part, r->h->err, "it has a document type; workbooks have none");
	if (r->deep)
		return refuse(a, part, r->h->err, "it nests deeper than 64 levels");
	return tally_error_set(r->h->err, TALLY_EINPUT, "%s, part %s, line %lu: %s", a->path, part,
			       (unsigned long)XML_GetCurrentLineNumber(r->parser),
			       XML_ErrorString(XML_GetErrorCode(r->parser)));
}

/* --- zip --------------------------------------------------------------------------------------- */

static tally_status check_size(archive *a, const char *part, zip_uint64_t index, tally_error *err)
{
	zip_stat_t st;

	if (zip_stat_index(a->zip, index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
	    !(st.valid & ZIP_STAT_COMP_SIZE))
		return refuse(a, part, err, "its size is not stated");
	if (st.size > RATIO_FREE && st.size / RATIO_MAX > st.comp_size)
		return refuse(a, part, err, "it unpacks to more than 200 times its size");
	if (st.size > UNPACKED_MAX - a->unpacked)
		return refuse(a, part, err, "the workbook unpacks to more than 1 GiB");
	if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
		return refuse(a, part, err, "it is encrypted; save it without a password");
	return TALLY_OK;
}

static tally_status feed(archive *a, const char *part, zip_file_t *file, reading *r)
{
	for (;;) {
		void *piece = XML_GetBuffer(r->parser, PIECE);
		if (piece == NULL)
			return tally_error_memory(r->h->err);
		zip_int64_t n = zip_fread(file, piece, PIECE);
		if (n < 0)
			return refuse(a, part, r->h->err, "it is damaged");
		a->unpacked += (uint64_t)n;
		if (a->unpacked > UNPACKED_MAX)
			return refuse(a, part, r->h->err,
				      "the workbook unpacks to more than 1 GiB");
		if (XML_ParseBuffer(r->parser, (int)n, n == 0) != XML_STATUS_OK)
			return xml_failed(a, part, r);
		if (n == 0)
			return TALLY_OK;
	}
}

tally_status archive_parse(archive *a, const char *part, archive_handlers *h)
{
	zip_int64_t index = zip_name_locate(a->zip, part, ZIP_FL_NOCASE);
	tally_status status;

	if (index < 0)
		return refuse(a, part, h->err, "it is not there; this is no Excel workbook");
	status = check_size(a, part, (zip_uint64_t)index, h->err);
	if (status != TALLY_OK)
		return status;
	reading r = {.h = h, .parser = XML_ParserCreate(NULL)};
	zip_file_t *file = zip_fopen_index(a->zip, (zip_uint64_t)index, 0);
	if (r.parser == NULL)
		status = tally_error_memory(h->err);
	else if (file == NULL)
		status = refuse(a, part, h->err, zip_strerror(a->zip));
	if (status == TALLY_OK) {
		XML_SetUserData(r.parser, &r);
		XML_SetElementHandler(r.parser, on_start, on_end);
		XML_SetStartDoctypeDeclHandler(r.parser, on_dtd);
		if (h->text != NULL)
			XML_SetCharacterDataHandler(r.parser, on_text);
		status = feed(a, part, file, &r);
	}
	if (file != NULL)
		zip_fclose(file);
	if (r.parser != NULL)
		XML_ParserFree(r.parser);
	return status;
}
