/* pick.h: cross-sections: the figures of many regions or metrics in one period. */
#ifndef TALLY_KIND_PICK_H
#define TALLY_KIND_PICK_H

#include "kinds/words.h"

/** One figure of a cross-section. */
typedef struct {
	const tally_series *series;
	const tally_point *point;
} tally_pick;

/** in->at when it was given, else the latest period that nearly all series (four fifths of the most
 * frequent period's) have; false when there is none. */
bool tally_kind_period(const tally_kind_input *in, tally_period *out);

/** The period compared with: in->base, else the first that nearly all series have, of the same kind
 * as `at`; false when there is none before `at`. */
bool tally_kind_base(const tally_kind_input *in, tally_period at, tally_period *out);

/** The series' point of a period that has a finite value, or NULL. */
const tally_point *tally_kind_point(const tally_series *s, tally_period p);

/** The figures of a metric (TALLY_NO_CODE: all) in a period, the first series of each metric and
 * region only. out holds in->n. Returns their number. */
size_t tally_kind_section(const tally_kind_input *in, int32_t metric, tally_period p,
			  tally_pick *out);

/** The metrics of the input in the order named; returns their number, at most `most`. */
size_t tally_kind_metrics(const tally_kind_input *in, int32_t *out, size_t most);

/** Whether `group` has `member` as its member. */
bool tally_kind_member(const tally_kind_input *in, int32_t group, int32_t member);

/** What tells a pick from the others: its region, or its metric when there is one region only. */
const char *tally_kind_subject(const tally_kind_input *in, const tally_series *s);

#endif
