/* tally.h: the library for programs of others. This page is its manual.
 *
 * A session is an open store. Every question to it is one call that gives a sheet: columns of
 * equal length with names, as a data frame of R or pandas. Handles are opaque; only what stands
 * here and in status.h is promised, and programs linked against libtally.so.0 go on working with
 * every later libtally.so.0. Columns are found by name: later versions may add some.
 *
 *     tally_error err = {0};
 *     tally_session *s = NULL;
 *     tally_sheet *f = NULL;
 *     const char *only[] = {"region=CN", "from=2015", NULL};
 *
 *     if (tally_session_open("tally.h5", &s, &err) == TALLY_OK &&
 *         tally_session_query(s, "gdp", only, &f, &err) == TALLY_OK)
 *             for (size_t i = 0; i < tally_sheet_rows(f); i++)
 *                     printf("%s %g\n", tally_sheet_texts(f, "period")[i],
 *                            tally_sheet_numbers(f, "value")[i]);
 *     else
 *             fprintf(stderr, "%s\n", err.message);
 *     tally_sheet_free(f);
 *     tally_session_close(s);
 *
 * Options are texts "name=value", the last one NULL; NULL instead of the list means none. Their
 * names and values are those of the command's options; an unknown one is TALLY_EUSAGE with the
 * nearest known name. A switch may be given as its name alone.
 *
 * Errors: what can fail returns a tally_status and fills *err, which may be NULL. TALLY_EUSAGE: the
 * call makes no sense (an unknown metric, a wrong period). TALLY_EINPUT: a file or store is wrong.
 * TALLY_ESYSTEM: no memory, disk full. Outputs are set to NULL on failure but where it says
 * otherwise. That there are no figures is a sheet without rows, not an error.
 *
 * Values are doubles in base units (yuan, persons, 1; growth and shares as fractions of one), lo
 * and hi the ends of what the printed figure can mean; NaN is missing. Texts are UTF-8.
 *
 * Threads: all calls that take a session or a path may come from any thread; one runs at a time in
 * the process, the others wait. A sheet never changes and may be read by many threads at once.
 * Other threads may use HDF5 meanwhile if it was built for that, as Debian's is. Different
 * processes may read and write one store at the same time.
 *
 * In the host program: during a call GSL's error handler and HDF5's printing of errors are off and
 * the thread has the C locale, so numbers have a point whatever setlocale() was asked for; for
 * good, HDF5 loads no filter plug-ins and does not clean up at exit (H5dont_atexit). Nothing is
 * printed, no signal is touched. */
#ifndef TALLY_H
#define TALLY_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define TALLY_API __attribute__((visibility("default")))
#else
#define TALLY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define TALLY_VERSION "0.1.0"
/** TALLY_VERSION of the library that runs; static. */
TALLY_API const char *tally_version(void);

/* --- sheets ----------------------------------------------------------------------- */

typedef struct tally_sheet tally_sheet;

typedef enum {
	TALLY_SHEET_TEXT,    /**< tally_sheet_texts */
	TALLY_SHEET_NUMBER,  /**< tally_sheet_numbers */
	TALLY_SHEET_INTEGER, /**< tally_sheet_integers */
} tally_sheet_column_kind;

/** The sheet and all that it handed out. NULL is fine. */
TALLY_API void tally_sheet_free(tally_sheet *sheet);
TALLY_API size_t tally_sheet_rows(const tally_sheet *sheet);
TALLY_API size_t tally_sheet_columns(const tally_sheet *sheet);
/** Name and kind of a column, column < tally_sheet_columns; NULL and TEXT beyond. */
TALLY_API const char *tally_sheet_name(const tally_sheet *sheet, size_t column);
TALLY_API tally_sheet_column_kind tally_sheet_kind(const tally_sheet *sheet, size_t column);
/** The values of a column by name, [rows], owned by the sheet; NULL when there is no such column
 * of that kind. Texts are never NULL: "" is not stated. */
TALLY_API const char *const *tally_sheet_texts(const tally_sheet *sheet, const char *column);
TALLY_API const double *tally_sheet_numbers(const tally_sheet *sheet, const char *column);
TALLY_API const int64_t *tally_sheet_integers(const tally_sheet *sheet, const char *column);

/* --- stores ------------------------------------------------------------------------ */

typedef struct tally_session tally_session;

/** Makes a new, empty store at `path` with the built-in code lists and, over them, those of the
 * folder `codes` (NULL: none). An existing file is never touched: TALLY_EINPUT. */
TALLY_API tally_status tally_session_create(const char *path, const char *codes, tally_error *err);

/** Opens a store. The session shows it as it is now, whatever others write meanwhile; its own
 * changes and tally_session_refresh show it as it is then. */
TALLY_API tally_status tally_session_open(const char *path, tally_session **out, tally_error *err);
TALLY_API tally_status tally_session_refresh(tally_session *session, tally_error *err);
/** NULL is fine. Frames outlive their session. */
TALLY_API void tally_session_close(tally_session *session);

/** What there is. which: "metrics" (code, name_en, name_zh, unit), "regions" (code, name_en,
 * name_zh), "transforms" (code, name_en, formula, inputs) or "batches" (number, file, sha256,
 * stamp, rows, stored, reverted). */
TALLY_API tally_status tally_session_list(tally_session *session, const char *which,
					  tally_sheet **out, tally_error *err);

/** Reads a CSV, SDMX-CSV or .xlsx file of figures into a new batch. Options, as of `tally ingest`:
 * map (repeated), metric, region, period, unit, measure, prices, basis, adjustment, kind, source,
 * published, symbols, encoding, layout, sheet, skip-lines, define, ignore-extra, decimal-comma,
 * skip-bad (store the good cells though others are refused), date. One row: file, layout, encoding,
 * sha256, cells, stored, known, missing, refused, batch (0: nothing new). When cells were refused
 * and skip-bad is not given, nothing is stored, TALLY_EINPUT comes back, and *out holds the
 * complaints: file, line, column, message. */
TALLY_API tally_status tally_session_ingest(tally_session *session, const char *path,
					    const char *const *options, tally_sheet **out,
					    tally_error *err);

/* --- figures ------------------------------------------------------------------------ */

/** Series of a metric (code, name or alias; NULL: all metrics), one figure for each period.
 * metric and region may be patterns, as for tally_session_export.
 * Options: region (repeated; none: all), from, to, as-of, source, prefer, measure, rounding,
 * all-kinds. Columns: metric, region, period, frequency (A, S, Q, M, ...), first and last (days
 * since 1970-01-01; first is INT32_MIN when open), value, lo, hi, unit, measure, against, prices,
 * adjustment, kind, status, source, published. */
TALLY_API tally_status tally_session_query(tally_session *session, const char *metric,
					   const char *const *options, tally_sheet **out,
					   tally_error *err);

/** All claims, as printed. Options: region, from, to, as-of, source, measure. Columns: those of the
 * claim CSV (`value` is the printed text), and number, lo, hi in base units, batch, row. */
TALLY_API tally_status tally_session_claims(tally_session *session, const char *metric,
					    const char *const *options, tally_sheet **out,
					    tally_error *err);

/** An expression, as of `tally calc`: "yoy(gdp)", "rd_expenditure / gdp". Options: region, from,
 * to, as-of, source, prefer, rounding, skip-missing. Columns: region ("" where all regions went
 * in), period, frequency, first, last, value, lo, hi, unit, status, reason (why there is no value).
 */
TALLY_API tally_status tally_session_calc(tally_session *session, const char *expression,
					  const char *const *options, tally_sheet **out,
					  tally_error *err);

/* --- what the figures say together --------------------------------------------------- */

/** Can all figures be true? Options: as-of, source, prefer, rounding, lang (en, zh), time-limit
 * (seconds), threads. One row a finding: kind (contradiction, conditional, conflict, rebased,
 * revision, stale, strange, undecided), text, repairs (a line each), claims (a line each:
 * METRIC@REGION/PERIOD MEASURE VALUE (SOURCE:LOCATOR)), suspects (how many of these are). No row of
 * kind contradiction: they can. */
TALLY_API tally_status tally_session_check(tally_session *session, const char *const *options,
					   tally_sheet **out, tally_error *err);

/** The tightest bounds that all figures leave for one. Options: growth (=BASE or alone), share-of,
 * contribution-to (=WHOLE), prices, as-of, source, prefer, rounding, time-limit. One row: lo, hi
 * (infinite when nothing binds), lo_open, hi_open, unit, status (ok, inconsistent, undecided),
 * claims_used, set_aside. */
TALLY_API tally_status tally_session_bounds(tally_session *session, const char *metric,
					    const char *region, const char *period,
					    const char *const *options, tally_sheet **out,
					    tally_error *err);

/** The levels nearest to all that is said, stored as a batch of the source tally:reconciled unless
 * the option dry-run is given. Other options: as-of, source, prefer, rounding, date, time-limit.
 * Columns: metric, region, period, first, last, value, deviation, unit, published (1: somebody
 * printed this level). */
TALLY_API tally_status tally_session_reconcile(tally_session *session, const char *const *options,
					       tally_sheet **out, tally_error *err);

/* --- out --------------------------------------------------------------------------- */

/** Writes figures to a file in a format of `tally export`; it appears whole or not at all: csv and
 * jsonl (claims as printed), tidy, wide, sdmx-csv, dta, gdt, xlsx, h5, hive (a folder).
 *
 * What: metric and region (repeated; codes, names, gdp_*, CN-*, members of a group CN/ and a star,
 * two stars: with all below), from, to, frequency (A, Q, ...), measure, as-of, source, prefer,
 * rounding, all-kinds, reconciled (the levels of tally_session_reconcile, which are left out
 * otherwise). How: shape (long, wide, periods, panel; the format's own otherwise), real-time (the
 * vintage matrix), columns (repeated or with commas: lo, hi, status, basis, ..., all), balanced
 * (only series with a figure in every period), scale (a unit: series of its base are given in it,
 * others stay in theirs), lang (en, zh: labels), title, raw (texts that a spreadsheet would run
 * stay), codebook (a file: what each variable and code means). jsonl with a shape gives its rows.
 * What does not go together, as scale with csv, is TALLY_EUSAGE. */
TALLY_API tally_status tally_session_export(tally_session *session, const char *format,
					    const char *path, const char *const *options,
					    tally_error *err);

#ifdef __cplusplus
}
#endif

#endif
