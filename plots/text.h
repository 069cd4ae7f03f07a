/* text.h: the words on a chart: made harmless, measured, shortened, wrapped.
 *
 * Charts are laid out before they are drawn, so that labels never collide and never
 * leave the picture; for that the width of every text must be known here. Advance
 * widths are those of Noto Sans CJK, the font the charts ask for. */
#ifndef TALLY_PLOT_TEXT_H
#define TALLY_PLOT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** A copy of `text` that is valid UTF-8 without control, line-break, direction and other
 * invisible formatting characters; runs of white space become one space; broken bytes become
 * U+FFFD. Free it with free(). NULL when out of memory; NULL text gives "". */
char *tally_text_clean(const char *text);

/** How texts are measured: a proportional font, or cells of a terminal. */
typedef struct {
	double cell; /**< width of a narrow cell in pixels; 0: proportional font */
} tally_ruler;

/** Width in pixels at a font size in pixels. */
double tally_text_width(const tally_ruler *ruler, const char *text, double size, bool bold);

/** Cuts `text` in place so that it fits `width`, with an ellipsis. The buffer must have room for
 * three more bytes than the text (what tally_text_clean returns has). */
void tally_text_shorten(const tally_ruler *ruler, char *text, double size, bool bold, double width);

/** Where to break the line: bytes of `text` that fit `width`, at a space or between CJK characters,
 * at least one character. */
size_t tally_text_break(const tally_ruler *ruler, const char *text, double size, bool bold,
			double width);

/** Decodes one character of valid UTF-8 and moves *at behind it; 0 at the end. */
unsigned tally_text_next(const char **at);
/** Cells a character takes in a terminal: 0, 1 or 2. */
int tally_text_cells(unsigned c);

#endif
