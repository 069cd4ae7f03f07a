/* archive.h: the parts of a zip archive as XML, read with suspicion; nobody outside io/import
 * includes it. */
#ifndef TALLY_IMPORT_ARCHIVE_H
#define TALLY_IMPORT_ARCHIVE_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct zip zip_t;

typedef struct {
	zip_t *zip;
	const char *path;  /* for messages */
	uint64_t unpacked; /* bytes so far, of all parts */
} archive;

/** What is told of a part. Names come without their namespace prefix; attributes are name, value,
 * ..., NULL, with the prefix `r:` kept. A handler that fails sets *status and all ends. */
typedef struct {
	void (*start)(void *context, const char *name, const char **attributes);
	void (*end)(void *context, const char *name);
	void (*text)(void *context, const char *text, int n); /* may be NULL */
	void *context;
	tally_status status; /* set by handlers that fail */
	tally_error *err;
} archive_handlers;

tally_status archive_open(archive *a, const char *path, tally_error *err);
void archive_close(archive *a);
bool archive_has(const archive *a, const char *part);
/** Reads a part through the handlers. A part that is not there, that is no XML, has a DTD, nests
 * deeper than 64 levels or unpacks to more than is allowed is TALLY_EINPUT. */
tally_status archive_parse(archive *a, const char *part, archive_handlers *h);
/** The value of an attribute, NULL when it is not there. */
const char *archive_attribute(const char **attributes, const char *name);

#endif
