/* child.c: a short list of variables is handed on; all others stay here. LD_PRELOAD, GNUTERM and
 * the like would let the surroundings change what the child does. */
#include "child.h"

#include <string.h>
#include <unistd.h>

void tally_child_environment(char *out[TALLY_CHILD_VARIABLES])
{
	static const char *const kept[] = {
	    "PATH=",           "HOME=", "XDG_CACHE_HOME=", "XDG_DATA_HOME=", "FONTCONFIG_FILE=",
	    "FONTCONFIG_PATH="};
	static char locale[] = "LC_ALL=C.UTF-8";
	int n = 0;
	out[n++] = locale;
	for (char **e = environ; e && *e; e++)
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (strncmp(*e, kept[i], strlen(kept[i])) == 0 &&
			    n < TALLY_CHILD_VARIABLES - 1)
				out[n++] = *e;
	out[n] = NULL;
}
