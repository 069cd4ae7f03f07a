/* tool_random_store.c: a store of random claims: tool_random_store FILE SEED [SERIES] */
#include "random_store.h"

int main(int argc, char **argv)
{
	tally_error err = {0};
	tally_codes *codes;
	if (argc < 3 || tally_codes_load(NULL, &codes, NULL, &err))
		return 2;
	bool good = random_store(argv[1], all_random_lists(), codes, (uint64_t)atoll(argv[2]),
				 argc > 3 ? atoi(argv[3]) : 60, &err);
	if (!good)
		fprintf(stderr, "%s\n", err.message);
	tally_codes_free(codes);
	return !good;
}
