/* options.h: the "name=value" texts of tally.h. A call describes what it takes in a table. */
#ifndef TALLY_LIBRARY_OPTIONS_H
#define TALLY_LIBRARY_OPTIONS_H

#include "library/tally.h"
#include "named.h"
#include "series.h"
#include "store/store.h"

typedef enum {
	OPTION_TEXT,   /**< *(const char **)target = value; alone: "" */
	OPTION_SWITCH, /**< *(bool *)target; alone, yes or no */
	OPTION_LIST,   /**< *(option_list *)target gets value appended */
	OPTION_NUMBER, /**< *(double *)target, not negative */
} option_kind;

typedef struct {
	const char *name; /**< NULL ends the table */
	option_kind kind;
	void *target;
} option;

/** Zero-initialise; release when done. */
typedef struct {
	const char **items;
	int n;
} option_list;

void option_list_release(option_list *list);

/** Reads the texts into the targets. TALLY_EUSAGE: unknown (with the nearest), or a bad value. */
tally_status options_read(const option *table, const char *const *texts, tally_error *err);

/** What most calls choose claims and series by. */
typedef struct {
	const char *from, *to, *as_of, *source, *prefer, *measure, *rounding;
	option_list regions;
	bool all_kinds;
	tally_ids metrics, region_ids;
	tally_selection selection;     /**< filled by choice_resolve */
	tally_series_query query;      /**< likewise */
	tally_day first_day, last_day; /**< of from and to; the ends of time */
} choice;

#define CHOICE_OPTIONS(c)                                                                          \
	{"from", OPTION_TEXT, &(c)->from}, {"to", OPTION_TEXT, &(c)->to},                          \
	    {"as-of", OPTION_TEXT, &(c)->as_of}, {"source", OPTION_TEXT, &(c)->source},            \
	    {"prefer", OPTION_TEXT, &(c)->prefer}, {"measure", OPTION_TEXT, &(c)->measure},        \
	    {"rounding", OPTION_TEXT, &(c)->rounding},                                             \
	    {"all-kinds", OPTION_SWITCH, &(c)->all_kinds},                                         \
	{                                                                                          \
		"region", OPTION_LIST, &(c)->regions                                               \
	}

/** Looks names and wildcards up and checks dates: `metric` NULL means all. */
tally_status choice_resolve(choice *c, const tally_codes *codes, const char *metric,
			    tally_error *err);
void choice_release(choice *c);

/** Date, period and rounding as a caller's word: TALLY_EUSAGE. NULL leaves *out as it is. */
tally_status read_day(const char *text, tally_day *out, tally_error *err);
tally_status read_period(const char *text, tally_period *out, tally_error *err);
tally_status read_rounding(const char *text, tally_rounding *out, tally_error *err);

#endif
