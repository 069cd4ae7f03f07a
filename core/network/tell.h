/* tell.h: figures and arithmetic in words, English or Chinese. */
#ifndef TALLY_TELL_H
#define TALLY_TELL_H

#include "find.h"

/** "44.04 万家" as printed. */
void tally_tell_figure(tally_text *t, const tally_network *net, int32_t claim);
/** What the claim is about: "share of ... in ..., 2024-11-30". */
void tally_tell_subject(tally_text *t, const tally_network *net, int32_t claim, bool chinese);
/** Subject, figure, source and locator. */
void tally_tell_claim(tally_text *t, const tally_network *net, int32_t claim, bool chinese);
/** "[9.6269 %, 9.6293 %]" in the claim's unit. Growth is told without the one. */
void tally_tell_range(tally_text *t, const tally_network *net, int32_t claim, double lo, double hi);
/** A value in base units in the claim's unit, `extra` digits more than printed. */
void tally_tell_value(tally_text *t, const tally_network *net, int32_t claim, double value,
		      int extra);
/** An unknown: "metric, region, period". */
void tally_tell_cell(tally_text *t, const tally_network *net, const tally_cell *cell, bool chinese);
/** The rule behind a row. */
void tally_tell_rule(tally_text *t, const tally_network *net, int32_t row, bool chinese);
/** The arithmetic of a clash. */
void tally_tell_clash(tally_text *t, const tally_network *net, const tally_clash *clash,
		      bool chinese);

#endif
