/* office_there.c: the formats of the office libraries, in the program that starts fast: another
 * program has them. It lies beside this one (as built) or in ../lib/tally (as installed). */
#include "office.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const cli_office_table cli_office = {NULL, NULL, NULL};

int cli_office_exec(void)
{
	static const char *const places[] = {"tally-office", "../lib/tally/tally-office"};
	char self[4000], path[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char **words = cli_words_as_started();
	tally_error err = {0};

	if (n > 0 && words != NULL) {
		self[n] = '\0';
		*(strrchr(self, '/') + 1) = '\0';
		for (int i = 0; i < 2; i++) {
			snprintf(path, sizeof path, "%s%s", self, places[i]);
			execv(path, words);
		}
	}
	tally_error_set(&err, TALLY_ESYSTEM,
			"the program tally-office, which reads and writes Excel and Stata files, is "
			"not beside tally nor in ../lib/tally: %s",
			strerror(errno));
	return cli_fail(&err);
}
