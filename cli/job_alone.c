/* job_alone.c: the ordinary command: one process. */
#include "job.h"

static const tally_ranks *begin(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return NULL;
}

static int end(int code)
{
	return code;
}

const cli_job_table cli_job = {.begin = begin, .end = end, .help = ""};
