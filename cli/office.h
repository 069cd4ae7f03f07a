/* office.h: the formats whose libraries the command does not load.
 *
 * ReadStat, libxlsxwriter and libzip exist in Debian as shared libraries only, and with what they
 * load in turn (libcrypto) they would make every start of the command three times slower. So two
 * programs are built from the same sources: `tally`, which is linked with office_there.c, and
 * `tally-office`, linked with office_here.c and the libraries. The first hands a command that needs
 * them over to the second by exec, with the same words; nobody calls the second by hand. */
#ifndef TALLY_CLI_OFFICE_H
#define TALLY_CLI_OFFICE_H

#include "cli.h"
#include "export/export.h"
#include "import/import.h"

/** NULL: this program has not got it; call cli_office_exec. */
typedef struct {
	tally_status (*write_dta)(const tally_dataset *f, const tally_write_options *o, FILE *out,
				  tally_error *err);
	tally_status (*write_xlsx)(const tally_dataset *f, const tally_write_options *o,
				   const char *path, tally_error *err);
	tally_xlsx_reader *read_xlsx;
} cli_office_table;

extern const cli_office_table cli_office;

/** Becomes tally-office with the words of this process; comes back only when that fails, with the
 * exit code after printing. */
int cli_office_exec(void);

/** The words that this process was started with, as the system kept them: argv may have been put in
 * another order since. NULL at the end; NULL itself when the system does not tell. Kept until the
 * program ends. */
char **cli_words_as_started(void);

#endif
