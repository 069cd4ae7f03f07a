/* cases.h: reference cases as folders of CSV files, and a runner that compares.
 *
 * A case is a folder with in_*.csv, out_*.csv and a README.md (options stand in its R call, the
 * tolerance behind "tolerance"). What kind of case it is, is told from its files and columns, never
 * from its name. A new kind: write tests/cases_<subject>.c with a `const case_kind`, add it to the
 * table in tests/tool_cases.c.
 */
#ifndef TALLY_CASES_H
#define TALLY_CASES_H

#include <stdbool.h>
#include <stddef.h>

/** A CSV file: cells as text, the header apart. */
typedef struct {
	char *text;   /**< the file, cut into cells */
	char **cells; /**< [n_rows * n_columns] row by row; missing cells are "" */
	char **heads; /**< [n_columns] */
	int n_rows, n_columns;
} case_table;

/** One case; tables are read on demand and kept until the case is released. */
typedef struct {
	char path[1024];
	char *readme; /**< "" when there is none */
	struct {
		char name[64];
		case_table table;
		bool there;
	} tables[24];
	int n_tables;
} case_dir;

/** The table of `name`.csv, or NULL when there is no such file. */
const case_table *case_file(case_dir *dir, const char *name);
/** Whether the file is there and has all the columns (NULL-terminated list). */
bool case_has(case_dir *dir, const char *name, const char *const *columns);

/** The column of a head, or -1. */
int case_column(const case_table *t, const char *head);
/** A cell; "" outside the table. */
const char *case_text(const case_table *t, int row, int column);
/** A cell as a number; NaN when it is empty or none. */
double case_number(const case_table *t, int row, int column);
/** TRUE/true/1 */
bool case_true(const case_table *t, int row, int column);

/** The value behind `option` in the README: of `name = 4` or `name=4` in its R call or prose, or
 * in an options.csv with columns option,value. NULL when it is not there; else text, cut at the
 * first of `,;)` or blank, valid until the next call. */
const char *case_option(case_dir *dir, const char *option);
double case_option_number(case_dir *dir, const char *option, double fallback);
/** The first number after "tolerance" in the README, else the fallback. */
double case_tolerance(case_dir *dir, double fallback);

/** What came of one case. */
typedef struct {
	double tolerance;
	double worst;      /**< largest deviation seen */
	char where[160];   /**< where it was */
	long compared;     /**< how many values were compared */
	char failure[400]; /**< the first thing that is not a number and wrong; "" when none */
} case_report;

/** Compares two numbers: |got - expected| / max(|expected|, floor) against the tolerance. NaN
 * equals NaN only. `floor` is the largest value of the output (the "absolute floor"), or 0 for
 * purely relative. */
void case_compare(case_report *r, double expected, double got, double floor, const char *format,
		  ...) __attribute__((format(printf, 5, 6)));
/** A thing that must hold exactly. */
void case_check(case_report *r, bool holds, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The largest |number| of a table's columns from `first` on. */
double case_largest(const case_table *t, int first);

typedef struct {
	const char *name;
	bool (*matches)(case_dir *dir);
	void (*run)(case_dir *dir, case_report *report);
} case_kind;

#endif
