/* book.h: what of a workbook is not in its sheets: which sheets, which texts, which formats. */
#ifndef TALLY_IMPORT_BOOK_H
#define TALLY_IMPORT_BOOK_H

#include "import/archive.h"

/** How a number is shown. */
typedef enum {
	SHOWN_PLAIN,  /* General: the shortest digits */
	SHOWN_FIXED,  /* so many decimals */
	SHOWN_PERCENT, /* times 100, so many decimals, % */
	SHOWN_DAY,    /* a date */
	SHOWN_MONTH,  /* a date without its day */
	SHOWN_YEAR,
	SHOWN_TIME, /* a time of day or a moment: no date of a statistic */
} shown_kind;

typedef struct {
	shown_kind kind;
	int decimals;
} shown;

/** How a number format code shows numbers: `#,##0.00`, `yyyy"年"m"月"`. */
shown shown_by_code(const char *code);
/** The same for a format that has a number only. */
shown shown_by_number(int id);

typedef struct {
	char *bytes; /* texts, each closed by NUL */
	size_t n_bytes, cap_bytes;
	size_t *offsets; /* [n] */
	size_t n, cap;
} book_texts;

typedef struct {
	char *name, *id, *part; /* part NULL: no worksheet (a chart) */
	bool hidden;
} book_sheet;

typedef struct {
	bool date1904;
	book_sheet *sheets;
	int n_sheets;
	book_texts texts; /* shared strings */
	shown *styles;    /* [n_styles] by the style number of a cell */
	size_t n_styles;
} book;

tally_status book_read(archive *a, book *out, tally_error *err);
void book_release(book *b);
/** Adds bytes to the text that is being put together; book_text_end closes it. */
bool book_text_add(book_texts *t, const char *bytes, size_t n);
bool book_text_end(book_texts *t, size_t start);

#endif
