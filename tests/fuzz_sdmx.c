/* fuzz_sdmx.c: any text as an SDMX-CSV file: what becomes of it is CSV that reads, with as many
 * figures as were counted, and complaints lie in the file. */
#include "csv/csv.h"
#include "import/import.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

static long lines_of(const tally_input *in)
{
	long n = 1;

	for (const char *s = in->text; s < in->text + in->size; s++)
		n += *s == '\n' || (*s == '\r' && s[1] != '\n');
	return n;
}

static void read_figures(const tally_input *made, const tally_codes *codes)
{
	const tally_csv_options options = {.input = made, .threads = 1, .ignore_extra = true};
	tally_claims claims = {0};
	tally_csv_counts counts;
	tally_diagnostics list = {.max = 10};

	/* Without --define nothing is added to the lists. */
	if (tally_csv_read_claims("sdmx.csv", &options, (tally_codes *)(uintptr_t)codes, &claims,
				  &counts, &list, NULL, NULL) == TALLY_OK)
		need(counts.cells == counts.stored + counts.missing + counts.refused &&
		     claims.n == (size_t)counts.stored);
	tally_claims_release(&claims);
	tally_diagnostics_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static tally_codes *codes;
	tally_diagnostics list = {.max = 10};
	tally_error err = {0};
	tally_input in = {.encoding = "UTF-8", .size = size}, out;
	const tally_csv_options options = {.metric = size % 7 == 3 ? "gdp" : NULL,
					   .unit = size % 5 == 3 ? "亿元" : NULL};

	if (!codes)
		need(tally_codes_load(NULL, &codes, &list, NULL) == TALLY_OK);
	in.text = malloc(size + 1);
	need(in.text != NULL);
	memcpy(in.text, data, size);
	in.text[size] = '\0';
	tally_is_sdmx(&in);
	if (tally_read_sdmx("sdmx.csv", &in, &options, codes, &out, &list, &err) == TALLY_OK) {
		need(out.text[out.size] == '\0');
		for (size_t i = 0; i < list.count; i++)
			need(list.items[i].line >= 0 && list.items[i].line <= lines_of(&in));
		if (list.errors == 0)
			read_figures(&out, codes);
		tally_input_release(&out);
	} else {
		need(err.message[0]);
	}
	tally_diagnostics_release(&list);
	free(in.text);
	return 0;
}
