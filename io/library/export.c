/* export.c: figures of the store into a file that appears whole or not at all. */
#include "library/session.h"

#include "csv/stored.h"
#include "export/export.h"
#include "export/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_session *session;
	choice choice;
	tally_export_request request;
	option_list metrics, columns;
	const char *title, *codebook;
	bool raw;
	tally_export_data data;
	tally_write_options write;
} job;

static int put_bytes(void *out, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, out) != n;
}

static tally_status write_format(job *j, tally_target *t, tally_error *err)
{
	const tally_codes *codes = session_codes(j->session);
	const tally_dataset *frame = &j->data.frame;
	size_t skipped;

	switch (j->request.kind->id) {
	case TALLY_FORMAT_CSV:
		return tally_csv_write_store(j->session->store, &j->choice.selection,
					     j->request.all_columns, 0, NULL, put_bytes, t->out,
					     err);
	case TALLY_FORMAT_JSONL:
		return j->request.framed
			   ? tally_write_jsonl(frame, &j->write, t->out, err)
			   : tally_write_jsonl_claims(&j->data.claims, codes, t->out, err);
	case TALLY_FORMAT_TIDY:
	case TALLY_FORMAT_WIDE:
		return tally_write_csv(frame, &j->write, t->out, err);
	case TALLY_FORMAT_SDMX:
		return tally_write_sdmx(&j->data.set, &j->data.claims, codes, t->out, &skipped,
					err);
	case TALLY_FORMAT_DTA:
		return tally_write_dta(frame, &j->write, t->out, err);
	case TALLY_FORMAT_GDT:
		return tally_write_gdt(frame, &j->write, t->out, err);
	case TALLY_FORMAT_XLSX:
		if (tally_target_seeks(t, err) != TALLY_OK)
			return TALLY_EUSAGE;
		return tally_write_xlsx(frame, &j->write, t->temporary, err);
	case TALLY_FORMAT_NETCDF:
		if (tally_target_seeks(t, err) != TALLY_OK)
			return TALLY_EUSAGE;
		return tally_write_netcdf(&j->data.set, &j->data.claims, codes, &j->write,
					  t->temporary, err);
	case TALLY_FORMAT_HIVE:
		return tally_write_hive(frame, &j->write, t->path, err);
	}
	return TALLY_OK;
}

static tally_status write_out(job *j, const char *path, tally_error *err)
{
	bool folder = j->request.kind->folder;
	tally_target t = {.path = path};
	tally_status status = folder ? TALLY_OK : tally_target_open(path, &t, err);

	if (status == TALLY_OK)
		status = write_format(j, &t, err);
	if (status == TALLY_OK && !folder)
		status = tally_target_commit(&t, err);
	tally_target_abandon(&t);
	if (status == TALLY_OK && j->codebook)
		status = tally_write_codebook_file(&j->data.frame, j->codebook, err);
	return status;
}

/* The items as one text with commas; NULL when there are none. free() it. */
static tally_status join(const option_list *list, char **out, tally_error *err)
{
	size_t n = 0, at = 0;

	*out = NULL;
	for (int i = 0; i < list->n; i++)
		n += strlen(list->items[i]) + 1;
	if (list->n == 0)
		return TALLY_OK;
	*out = malloc(n);
	if (!*out)
		return tally_error_memory(err);
	for (int i = 0; i < list->n; i++) {
		size_t len = strlen(list->items[i]);
		memcpy(*out + at, list->items[i], len);
		at += len;
		(*out)[at++] = i + 1 < list->n ? ',' : '\0';
	}
	return TALLY_OK;
}

static tally_status resolve(job *j, tally_error *err)
{
	tally_export_request *r = &j->request;
	const tally_codes *codes = session_codes(j->session);

	r->source = j->choice.source;
	r->dashes = "";
	r->codebook = j->codebook != NULL;
	j->write = (tally_write_options){.lang = r->lang, .raw = j->raw, .title = j->title};
	if (strcmp(r->lang, "en") != 0 && strcmp(r->lang, "zh") != 0)
		return tally_error_set(err, TALLY_EUSAGE, "lang is en or zh, found \"%s\"",
				       r->lang);
	tally_status status = tally_export_resolve(r, err);
	if (status == TALLY_OK && r->reconciled)
		j->choice.source = "tally:reconciled";
	for (int i = 0; i < j->metrics.n && status == TALLY_OK; i++)
		status = tally_named_metrics(codes, j->metrics.items[i], &j->choice.metrics, err);
	if (status == TALLY_OK)
		status = choice_resolve(&j->choice, codes, NULL, err);
	j->choice.query.all_kinds = j->choice.query.all_kinds || r->all_kinds;
	return status;
}

static tally_status export(job *j, const char *path, tally_error *err)
{
	char *columns;
	tally_status status = join(&j->columns, &columns, err);

	j->request.columns = columns;
	if (status == TALLY_OK && strcmp(path, "-") == 0)
		status = tally_error_set(err, TALLY_EUSAGE, "export needs the path of a file");
	if (status == TALLY_OK)
		status = resolve(j, err);
	if (status == TALLY_OK &&
	    (j->request.kind->takes != TALLY_EXPORT_STORE || j->request.framed))
		status =
		    tally_store_read(j->session->store, &j->choice.selection, &j->data.claims, err);
	if (status == TALLY_OK)
		status = tally_export_build(&j->request, session_codes(j->session),
					    &j->choice.query, &j->data, err);
	if (status == TALLY_OK)
		status = write_out(j, path, err);
	tally_export_data_release(&j->data);
	free(columns);
	return status;
}

tally_status tally_session_export(tally_session *s, const char *format, const char *path,
				  const char *const *texts, tally_error *err)
{
	job j = {.session = s, .request = {.format = format, .lang = "en"}};
	const option options[] = {{"metric", OPTION_LIST, &j.metrics},
				  {"frequency", OPTION_TEXT, &j.request.frequency},
				  {"shape", OPTION_TEXT, &j.request.shape},
				  {"columns", OPTION_LIST, &j.columns},
				  {"balanced", OPTION_SWITCH, &j.request.balanced},
				  {"scale", OPTION_TEXT, &j.request.scale},
				  {"real-time", OPTION_SWITCH, &j.request.real_time},
				  {"reconciled", OPTION_SWITCH, &j.request.reconciled},
				  {"lang", OPTION_TEXT, &j.request.lang},
				  {"title", OPTION_TEXT, &j.title},
				  {"raw", OPTION_SWITCH, &j.raw},
				  {"codebook", OPTION_TEXT, &j.codebook},
				  CHOICE_OPTIONS(&j.choice),
				  {NULL, OPTION_TEXT, NULL}};

	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = export(&j, path, err);
	choice_release(&j.choice);
	option_list_release(&j.metrics);
	option_list_release(&j.columns);
	library_leave();
	return status;
}
