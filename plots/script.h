/* script.h: text that grows: gnuplot scripts, captions, pages. */
#ifndef TALLY_SCRIPT_H
#define TALLY_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

/** Zero-initialise; free `text`. `text` is NULL until something is added, then closed by NUL. */
typedef struct {
	char *text;
	size_t n, capacity;
	bool failed; /**< out of memory; later additions do nothing */
} tally_script;

void tally_script_add(tally_script *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void tally_script_bytes(tally_script *s, const char *bytes, size_t n);

/** Text for XML and HTML: & < > " ' become entities. */
void tally_script_xml(tally_script *s, const char *text);

#endif
