/* ranks.c: what is made of the three ways to pass messages. */
#include "ranks.h"

#include <stdlib.h>
#include <string.h>

void tally_messages_release(tally_message *messages, int n)
{
	for (int i = 0; messages && i < n; i++)
		free(messages[i].bytes);
	free(messages);
}

/* Out of memory here would leave the others waiting: the table is small and on the stack. */
enum { RANKS_MOST = 4096 };

tally_status tally_ranks_agree(const tally_ranks *ranks, tally_status status, tally_error *err)
{
	tally_error mine = {.status = status};
	tally_message all[RANKS_MOST];
	bool found = false;

	if (status && err)
		mine = *err;
	ranks->share(ranks, &mine, status ? sizeof mine : 0, all);
	for (int i = 0; i < ranks->n; i++) {
		if (!found && all[i].n == sizeof mine) {
			memcpy(&mine, all[i].bytes, sizeof mine);
			found = true;
		}
		free(all[i].bytes);
	}
	if (!found)
		return TALLY_OK;
	if (err)
		*err = mine;
	return mine.status;
}

void tally_ranks_sum(const tally_ranks *ranks, int64_t *mine, size_t n)
{
	tally_message all[RANKS_MOST];

	ranks->share(ranks, mine, n * sizeof *mine, all);
	memset(mine, 0, n * sizeof *mine);
	for (int i = 0; i < ranks->n; i++) {
		for (size_t k = 0; k < n; k++) {
			int64_t value;
			memcpy(&value, all[i].bytes + k * sizeof value, sizeof value);
			mine[k] += value;
		}
		free(all[i].bytes);
	}
}
