/* decisions.h: what a person decided about claims that were read, kept in a file and replayed.
 *
 * A CSV with the columns source, locator, item, text, decision and then the fields of a claim.
 * `decision` is accept, reject or correct; of a correction the fields that are not empty
 * replace what was read. A decision belongs to a place (source, line:column, item: the how-manieth
 * claim there) and to the number printed there; it holds whatever the dictionaries say, and
 * when that number no longer stands there it is named, not applied. */
#ifndef TALLY_DECISIONS_H
#define TALLY_DECISIONS_H

#include "text/reader.h"

typedef struct tally_decisions tally_decisions;

/** Reads the CSV text; bad rows are complained of in `list`. Free with tally_decisions_free. */
tally_status tally_decisions_parse(const char *file, const char *text, size_t size,
				   tally_decisions **out, tally_diagnostics *list,
				   tally_error *err);
void tally_decisions_free(tally_decisions *decisions);

/** Applies the decision on this claim of `source`, if there is one. `printed` is the number as it
 * stands in the text. Returns false when the claim was rejected. Accepted and corrected claims
 * become tier A. */
bool tally_decisions_apply(tally_decisions *decisions, const char *source, const char *printed,
			   tally_reading *reading);

/** Complains of every decision on `source` (NULL: any) that was not applied, with the reason. */
void tally_decisions_leftover(const tally_decisions *decisions, const char *source,
			      tally_diagnostics *list);

#endif
