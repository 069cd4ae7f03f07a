/* fonts.h: whether a font with Chinese letters is there. */
#ifndef TALLY_FONTS_H
#define TALLY_FONTS_H

#include "error.h"

#include <stdbool.h>

typedef struct {
	bool wanted;      /**< the charts' own font is installed */
	char chosen[128]; /**< family that Chinese text will be drawn with; "" when there is none */
} tally_font_report;

/** Asks fontconfig (fc-list, fc-match) for `family` and for any font that has Chinese.
 * TALLY_ESYSTEM when fontconfig's programs are not there. */
tally_status tally_fonts_check(const char *family, tally_font_report *out, tally_error *err);

#endif
