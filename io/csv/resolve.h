/* resolve.h: the texts of a row's fields as values of a claim, each text looked up once. */
#ifndef TALLY_CSV_RESOLVE_H
#define TALLY_CSV_RESOLVE_H

#include "csv/inside.h"

#include <pthread.h>

/** A metric with what its printed name says besides. */
typedef struct {
	int32_t metric, unit;
	int16_t measure;
	bool previous, cumulative;
} csv_named;

typedef union {
	int32_t id; /**< region, unit; text of the claims' pool */
	csv_named named;
	tally_period period;
	tally_day day;
	tally_against against;
	tally_prices prices;
	uint8_t code; /**< measure, qualifier, basis, kind */
	char letter;  /**< adjustment, status, tier */
} csv_resolved;

/** Texts of one field and their values; the last one is kept at hand because rows repeat. */
typedef struct {
	tally_pool texts;
	csv_resolved *values; /**< [capacity] by text id */
	int32_t capacity;
	char last[TALLY_NAME_MAX];
	size_t n_last; /**< SIZE_MAX: none */
	csv_resolved last_value;
} csv_memo;

/** Threads do not define codes. What a thread does not know gets a number of its own from here on
 * instead of an id, and is settled in the order of the file. */
#define CSV_UNSETTLED (1 << 30)

typedef struct {
	csv_field field; /**< metric, region or unit */
	char *text;
	size_t len;
	int32_t unit; /**< of the row, for a metric */
	bool rate;    /**< the row's measure is none of the metric's own unit */
} csv_unknown;

typedef struct {
	tally_codes *codes;
	tally_pool *texts; /**< of the claims: sources, locators, notes */
	bool define;
	bool defer;           /**< unknown codes are numbered instead of defined */
	bool gave_up;         /**< one could not be deferred */
	csv_unknown *unknown; /**< [n_unknown]: numbers CSV_UNSETTLED + n_settled + i */
	int32_t n_unknown, cap_unknown, n_settled;
	pthread_rwlock_t *lock; /**< of the codes, while others may define some; NULL: none */
	int32_t unit;           /**< of the row at hand, for a metric that is to be defined */
	bool rate; /**< its measure is growth, a share, …: the unit is not the metric's */
	const char *metric_name; /**< printed name beside the row's code, or "" */
	const char *region_name;
	int n_asked; /**< so often a near name was looked for */
	csv_memo memos[CSV_N_FIELDS];
} csv_resolver;

void csv_resolver_init(csv_resolver *r, tally_codes *codes, tally_pool *texts, bool define);
void csv_resolver_release(csv_resolver *r);

/** Forgets all texts and what they mean. */
void csv_resolver_forget(csv_resolver *r);

/** The value of a non-empty text; err says what was expected. */
tally_status csv_resolve(csv_resolver *r, csv_field field, const char *text, size_t len,
			 csv_resolved *out, tally_error *err);

#endif
