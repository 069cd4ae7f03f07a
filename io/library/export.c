/* export.c: figures of the store into a file that appears whole or not at all: the writers of
 * io/export with their usual shapes. */
#include "library/session.h"

#include "csv/stored.h"
#include "export/export.h"

#include <string.h>

/* What a writer may need; series and frame are made when its format wants them. */
typedef struct {
	tally_session *session;
	choice *choice;
	tally_claims claims;
	tally_series_set set;
	tally_dataset frame;
	tally_target target;
	tally_write_options options;
} job;

typedef enum { OF_CLAIMS, OF_SERIES, OF_FRAME } material;

typedef struct {
	const char *name;
	material material;
	tally_shape shape;
	bool folder; /* the writer makes it by itself */
	tally_status (*write)(job *j, tally_error *err);
} format;

static int put_bytes(void *out, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, out) != n;
}

static tally_status put_claims(job *j, tally_error *err)
{
	return tally_csv_write_store(j->session->store, &j->choice->selection, false, 0, put_bytes,
				     j->target.out, err);
}

static tally_status put_csv(job *j, tally_error *err)
{
	return tally_write_csv(&j->frame, &j->options, j->target.out, err);
}

static tally_status put_sdmx(job *j, tally_error *err)
{
	size_t skipped;

	return tally_write_sdmx(&j->set, &j->claims, session_codes(j->session), j->target.out,
				&skipped, err);
}

static tally_status put_dta(job *j, tally_error *err)
{
	return tally_write_dta(&j->frame, &j->options, j->target.out, err);
}

static tally_status put_gdt(job *j, tally_error *err)
{
	return tally_write_gdt(&j->frame, &j->options, j->target.out, err);
}

static tally_status put_xlsx(job *j, tally_error *err)
{
	return tally_write_xlsx(&j->frame, &j->options, j->target.temporary, err);
}

static tally_status put_netcdf(job *j, tally_error *err)
{
	return tally_write_netcdf(&j->set, &j->claims, session_codes(j->session), &j->options,
				  j->target.temporary, err);
}

static tally_status put_hive(job *j, tally_error *err)
{
	return tally_write_hive(&j->frame, &j->options, j->target.path, err);
}

static const format formats[] = {
    {"csv", OF_CLAIMS, TALLY_SHAPE_LONG, false, put_claims},
    {"tidy", OF_FRAME, TALLY_SHAPE_LONG, false, put_csv},
    {"wide", OF_FRAME, TALLY_SHAPE_WIDE, false, put_csv},
    {"sdmx-csv", OF_SERIES, TALLY_SHAPE_LONG, false, put_sdmx},
    {"dta", OF_FRAME, TALLY_SHAPE_PANEL, false, put_dta},
    {"gdt", OF_FRAME, TALLY_SHAPE_PANEL, false, put_gdt},
    {"xlsx", OF_FRAME, TALLY_SHAPE_PERIODS, false, put_xlsx},
    {"h5", OF_SERIES, TALLY_SHAPE_LONG, false, put_netcdf},
    {"hive", OF_FRAME, TALLY_SHAPE_LONG, true, put_hive},
};

enum { N_FORMATS = sizeof formats / sizeof *formats };

static tally_status find_format(const char *name, const format **out, tally_error *err)
{
	const char *names[N_FORMATS];

	for (int i = 0; i < N_FORMATS; i++) {
		names[i] = formats[i].name;
		*out = &formats[i];
		if (strcmp(name, names[i]) == 0)
			return TALLY_OK;
	}
	const char *near = tally_near_word(name, names, N_FORMATS);

	return tally_error_set(err, TALLY_EUSAGE, "unknown format \"%s\"%s%s%s", name,
			       near ? "; did you mean \"" : "", near ? near : "",
			       near ? "\"?"
				    : "; csv, tidy, wide, sdmx-csv, dta, gdt, xlsx, h5, hive");
}

static tally_status prepare(job *j, const format *f, char frequency, tally_error *err)
{
	const tally_codes *codes = session_codes(j->session);
	const tally_dataset_options wanted = {
	    .shape = f->shape, .frequency = frequency, .lang = "en"};
	tally_dataset_counts counts = {0};
	tally_status status = TALLY_OK;

	j->choice->query.all_kinds = j->choice->query.all_kinds || f->material == OF_SERIES;
	if (f->material != OF_CLAIMS)
		status =
		    tally_store_read(j->session->store, &j->choice->selection, &j->claims, err);
	if (status == TALLY_OK && f->material != OF_CLAIMS)
		status = tally_series_build(&j->claims, codes, &j->choice->query, &j->set, err);
	if (status == TALLY_OK && f->material != OF_CLAIMS)
		status = tally_dataset_select(&j->set, &j->claims, codes, &wanted, &counts, err);
	if (status == TALLY_OK && f->material == OF_FRAME)
		status = tally_dataset_build(&j->set, &j->claims, codes, &wanted, &j->frame, err);
	return status;
}

static tally_status write_out(job *j, const format *f, const char *path, tally_error *err)
{
	if (f->folder) {
		j->target.path = path;
		return f->write(j, err);
	}
	tally_status status = tally_target_open(path, &j->target, err);

	if (status == TALLY_OK)
		status = f->write(j, err);
	if (status == TALLY_OK)
		status = tally_target_commit(&j->target, err);
	tally_target_abandon(&j->target);
	return status;
}

static tally_status export(tally_session *s, const format *f, const char *path, choice *c,
			   const char *frequency, tally_error *err)
{
	job j = {.session = s, .choice = c, .options = {.lang = "en"}};
	tally_status status = TALLY_OK;

	if (strcmp(path, "-") == 0)
		status = tally_error_set(err, TALLY_EUSAGE, "export needs the path of a file");
	if (status == TALLY_OK)
		status = prepare(&j, f, frequency ? *frequency : 0, err);
	if (status == TALLY_OK)
		status = write_out(&j, f, path, err);
	tally_dataset_release(&j.frame);
	tally_series_set_release(&j.set);
	tally_claims_release(&j.claims);
	return status;
}

tally_status tally_session_export(tally_session *s, const char *name, const char *path,
				  const char *const *texts, tally_error *err)
{
	choice c = {0};
	const char *metric = NULL, *frequency = NULL;
	const format *f = NULL;
	const option options[] = {{"metric", OPTION_TEXT, &metric},
				  {"frequency", OPTION_TEXT, &frequency},
				  CHOICE_OPTIONS(&c),
				  {NULL, OPTION_TEXT, NULL}};

	library_enter();
	tally_status status = find_format(name, &f, err);
	if (status == TALLY_OK)
		status = options_read(options, texts, err);
	if (status == TALLY_OK && frequency && (!strchr("ASQMWDCP", *frequency) || frequency[1]))
		status = tally_error_set(err, TALLY_EUSAGE,
					 "frequency is A, S, Q, M, W, D, C or P, found \"%s\"",
					 frequency);
	if (status == TALLY_OK)
		status = choice_resolve(&c, session_codes(s), metric, err);
	if (status == TALLY_OK)
		status = export(s, f, path, &c, frequency, err);
	choice_release(&c);
	library_leave();
	return status;
}
