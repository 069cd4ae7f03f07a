/* growth.c: a program that uses the installed library.
 *
 *     cc growth.c $(pkg-config --cflags --libs tally) -o growth && ./growth new.h5 herald.csv
 *
 * It makes a store, reads a file of figures into it, asks whether they can all be true, and bounds
 * and computes a growth rate. It is both C11 and C++. */
#include <tally.h>

#include <stdio.h>

static int fail(const char *what, const tally_error *err)
{
	fprintf(stderr, "%s: %s\n", what, err->message);
	return 1;
}

static int show(tally_sheet *f, const char *text, const char *number)
{
	for (size_t i = 0; i < tally_sheet_rows(f); i++)
		printf("%s %.6g\n", tally_sheet_texts(f, text)[i],
		       tally_sheet_numbers(f, number)[i]);
	tally_sheet_free(f);
	return 0;
}

static int ask(tally_session *s)
{
	const char *growth[] = {"growth", NULL};
	tally_error err;
	tally_sheet *f;

	if (tally_session_check(s, NULL, &f, &err))
		return fail("check", &err);
	printf("%s: %s\n", tally_sheet_texts(f, "kind")[0], tally_sheet_texts(f, "claims")[0]);
	tally_sheet_free(f);
	if (tally_session_bounds(s, "gross_industrial_output", "CN-HTZ-NE", "2023-01/2023-09",
				 growth, &f, &err))
		return fail("bounds", &err);
	printf("growth in [%.6f, %.6f]\n", tally_sheet_numbers(f, "lo")[0],
	       tally_sheet_numbers(f, "hi")[0]);
	tally_sheet_free(f);
	if (tally_session_calc(s, "gdp_secondary[CN-HTZ] / gdp[CN-HTZ]", NULL, &f, &err))
		return fail("calc", &err);
	return show(f, "period", "value");
}

int main(int argc, char **argv)
{
	tally_session *s;
	tally_sheet *f;
	tally_error err;

	if (argc != 3) {
		fprintf(stderr, "usage: growth NEW.h5 FIGURES.csv\n");
		return 2;
	}
	printf("tally %s\n", tally_version());
	if (tally_session_create(argv[1], NULL, &err) || tally_session_open(argv[1], &s, &err))
		return fail(argv[1], &err);
	if (tally_session_ingest(s, argv[2], NULL, &f, &err))
		return fail(argv[2], &err);
	printf("%lld figures\n", (long long)tally_sheet_integers(f, "stored")[0]);
	tally_sheet_free(f);
	int code = ask(s);
	tally_session_close(s);
	return code;
}
