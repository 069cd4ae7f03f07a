/* config.h: $XDG_CONFIG_HOME/tally/config: defaults of options, one a line. */
#ifndef TALLY_CLI_CONFIG_H
#define TALLY_CLI_CONFIG_H

#include "cli.h"

typedef struct {
	const char *verb;  /**< "" for every verb */
	const char *name;  /**< of the option, without dashes */
	const char *value; /**< NULL: the name stood alone */
	int line;
} cli_config_line;

/** Reads the file once; no file is fine. All mistakes that can be seen without knowing a verb's
 * options are told, with their lines; then 3. */
int cli_config_load(void);
int cli_config_lines(void);
const cli_config_line *cli_config_line_at(int i);

/** Whether the line fits the option found for it (NULL: none was): 0, or 3 after saying why, with
 * the nearest name out of own and global. */
int cli_config_fits(const cli_config_line *line, const cli_option *found, const cli_option *own,
		    const cli_option *global);
/** false for what the environment has said: TALLY_STORE. */
bool cli_config_counts(const cli_config_line *line);

/** The path, whether there is a file or not; "" when neither variable nor HOME is set. */
const char *cli_config_path(void);

#endif
