/* codes_rank.c: the place of every id when its kind is put in order of code. */
#include "codes.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *code;
	int32_t id;
} ranked;

static int by_code(const void *a, const void *b)
{
	return strcmp(((const ranked *)a)->code, ((const ranked *)b)->code);
}

static const char *metric_code(const tally_codes *codes, int32_t id)
{
	return tally_codes_metric(codes, id)->code;
}

static const char *region_code(const tally_codes *codes, int32_t id)
{
	return tally_codes_region(codes, id)->code;
}

static int32_t *ranks(const tally_codes *codes, int32_t n, const bool *used,
		      const char *(*code)(const tally_codes *, int32_t))
{
	int32_t *rank = calloc((size_t)n + 1, sizeof *rank), n_used = 0;
	ranked *list = malloc(((size_t)n + 1) * sizeof *list);
	bool sorted = true;

	for (int32_t i = 0; rank && list && i < n; i++) {
		if (used && !used[i])
			continue;
		list[n_used] = (ranked){code(codes, i), i};
		sorted = sorted && (n_used == 0 || by_code(&list[n_used - 1], &list[n_used]) < 0);
		n_used++;
	}
	if (rank && list && !sorted)
		qsort(list, (size_t)n_used, sizeof *list, by_code);
	for (int32_t i = 0; rank && list && i < n_used; i++)
		rank[list[i].id] = i;
	if (!list) {
		free(rank);
		rank = NULL;
	}
	free(list);
	return rank;
}

int32_t *tally_metric_ranks(const tally_codes *codes, const bool *used)
{
	return ranks(codes, tally_codes_n_metrics(codes), used, metric_code);
}

int32_t *tally_region_ranks(const tally_codes *codes, const bool *used)
{
	return ranks(codes, tally_codes_n_regions(codes), used, region_code);
}
