/* session.c: stores made, opened and closed. Every public call goes through library_enter and
 * library_leave: one mutex for the process, because not everything underneath was made for threads
 * (GLPK, HDF5 where it was built without them). Meanwhile GSL's handler, which would abort the host
 * program, HDF5's printing of errors, which each thread has of its own, and the thread's locale are
 * put aside. */
#include "library/session.h"

#include "csv/csv.h"
#include "plain_locale.h"
#include "store/h5.h"

#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What the host program had, to be put back. */
static struct {
	gsl_error_handler_t *gsl;
	H5E_auto2_t print;
	void *print_data;
	locale_t locale;
} host;

void library_enter(void)
{
	pthread_mutex_lock(&lock);
	host.locale = tally_plain_locale();
	host.gsl = gsl_set_error_handler_off();
	H5dont_atexit(); /* before the first call that starts HDF5 */
	H5Eget_auto2(H5E_DEFAULT, &host.print, &host.print_data);
	store_h5_set_up(NULL); /* what fails here fails at opening, and is told there */
	store_h5_listen();
}

void library_leave(void)
{
	H5Eset_auto2(H5E_DEFAULT, host.print, host.print_data);
	gsl_set_error_handler(host.gsl);
	uselocale(host.locale);
	pthread_mutex_unlock(&lock);
}

const char *tally_version(void)
{
	return TALLY_VERSION;
}

tally_codes *session_codes(const tally_session *s)
{
	return tally_store_codes(s->store);
}

/* --- making -------------------------------------------------------------------------------- */

#define LISTS_MAX 32

/* The built-in lists and, over them, those of the user's folder. */
typedef struct {
	const char *names[2 * LISTS_MAX];
	const char *texts[2 * LISTS_MAX];
	int n;
	tally_input inputs[LISTS_MAX];
	int n_inputs;
} lists;

static tally_status add_user_lists(lists *l, const char *folder, tally_error *err)
{
	for (int i = 0; i < tally_builtin_count && i < LISTS_MAX; i++) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%s.csv", folder, tally_builtin_names[i]);
		if (access(path, F_OK) != 0)
			continue;
		tally_input *in = &l->inputs[l->n_inputs];
		tally_status status = tally_input_read(path, NULL, in, err);

		if (status != TALLY_OK)
			return status;
		l->n_inputs++;
		l->names[l->n] = tally_builtin_names[i];
		l->texts[l->n++] = in->text;
	}
	return TALLY_OK;
}

/* The lists must be sound before a store keeps them. */
static tally_status check_lists(const char *folder, tally_error *err)
{
	tally_diagnostics complaints = {.max = 1};
	tally_codes *codes = NULL;
	tally_status status = tally_codes_load(folder, &codes, &complaints, err);

	if (status == TALLY_OK && complaints.errors > 0)
		status = tally_error_set(err, TALLY_EINPUT, "the code lists have errors");
	if (status != TALLY_OK && complaints.count > 0)
		tally_error_set(err, status, "%s:%ld: %s", complaints.items[0].file,
				complaints.items[0].line, complaints.items[0].message);
	tally_codes_free(codes);
	tally_diagnostics_release(&complaints);
	return status;
}

tally_status session_make(const char *path, const char *folder, tally_error *err)
{
	lists l = {.n = 0};
	tally_status status = folder ? check_lists(folder, err) : TALLY_OK;

	for (int i = 0; i < tally_builtin_count && i < LISTS_MAX; i++) {
		l.names[l.n] = tally_builtin_names[i];
		l.texts[l.n++] = tally_builtin_texts[i];
	}
	if (status == TALLY_OK && folder)
		status = add_user_lists(&l, folder, err);
	if (status == TALLY_OK)
		status = tally_store_create(path, l.names, l.texts, l.n, err);
	for (int i = 0; i < l.n_inputs; i++)
		tally_input_release(&l.inputs[i]);
	return status;
}

tally_status tally_session_create(const char *path, const char *codes, tally_error *err)
{
	library_enter();
	tally_status status = session_make(path, codes, err);
	library_leave();
	return status;
}

/* --- opening --------------------------------------------------------------------------------- */

tally_status session_reopen(tally_session *s, tally_error *err)
{
	tally_store *store = NULL;
	tally_status status = tally_store_open(s->path, &store, err);

	if (status != TALLY_OK)
		return status;
	tally_store_close(s->store);
	s->store = store;
	return TALLY_OK;
}

tally_status tally_session_open(const char *path, tally_session **out, tally_error *err)
{
	tally_session *s = calloc(1, sizeof *s);

	*out = NULL;
	if (!s || !(s->path = strdup(path))) {
		free(s);
		return tally_error_memory(err);
	}
	library_enter();
	tally_status status = session_reopen(s, err);
	library_leave();
	if (status == TALLY_OK)
		*out = s;
	else
		tally_session_close(s);
	return status;
}

tally_status tally_session_refresh(tally_session *s, tally_error *err)
{
	library_enter();
	tally_status status = session_reopen(s, err);
	library_leave();
	return status;
}

void tally_session_close(tally_session *s)
{
	if (!s)
		return;
	library_enter();
	if (s->store)
		tally_store_close(s->store);
	library_leave();
	free(s->path);
	free(s);
}
