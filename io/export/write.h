/* write.h: what writers of frames share; nobody outside io/export includes it. */
#ifndef TALLY_EXPORT_WRITE_H
#define TALLY_EXPORT_WRITE_H

#include "export/export.h"

/** Whether a spreadsheet would run the text as a formula. */
bool write_runs_as_formula(const char *text);
/** The text of any cell: in the buffer or the frame's own; returns its length, 0 when missing. */
size_t write_cell_text(const tally_dataset *f, const tally_column *c, size_t row, char buffer[64],
		       const char **text);
/** Header and one row of CSV; columns with left_out[i] are not written (NULL: all are). */
void write_csv_head(const tally_dataset *f, const bool *left_out, bool raw, FILE *out);
void write_csv_row(const tally_dataset *f, size_t row, const bool *left_out, bool raw, FILE *out);
/** Label of a variable in the language, cut to `max` characters. */
void write_label(const char *first, const char *second, size_t max, char *out, size_t size);

#endif
