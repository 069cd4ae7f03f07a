/* format.h: numbers, units and dates the way a language writes them. */
#ifndef TALLY_PLOT_FORMAT_H
#define TALLY_PLOT_FORMAT_H

#include "codes.h"
#include "period.h"

#include <stdbool.h>
#include <stddef.h>

#define TALLY_NUMBER_TEXT 64

/** In what a chart shows its values: shown = value / per. */
typedef struct {
	double per;    /**< 1e12 */
	char unit[96]; /**< trillion yuan, 万亿元, %, "" */
	bool percent;  /**< the unit stands behind every number */
	bool round;    /**< counts: no decimals where the unit is one */
} tally_shown;

/** Chooses the display for values up to `largest` (absolute) in a base unit (yuan, person, 1, ...)
 * of a dimension (money, count, ratio, points, ...). `lang` is "zh" or "en". */
void tally_shown_choose(double largest, const char *base_unit, const char *dimension,
			const char *lang, tally_shown *out);

/** Decimals that show three significant digits of `largest`, at most 3. */
int tally_decimals_for(double largest);

/** 1,234.5 with thousands parted by commas and a true minus; returns the length. NaN gives "–". */
size_t tally_number_print(double value, int decimals, char out[TALLY_NUMBER_TEXT]);

/** A period as a reader says it: 2023, 2023 Q3, Jan–Sep 2023; 2023年, 2023年三季度, 2023年1—9月. */
size_t tally_period_words(tally_period p, const char *lang, char out[64]);

/** "current prices", "现价"; "" where there are none. */
void tally_prices_words(tally_prices prices, const char *lang, char out[64]);

/** Whether a language code is Chinese. */
bool tally_zh(const char *lang);

/** The one or the other by language. */
const char *tally_say(const char *lang, const char *en, const char *zh);

#endif
