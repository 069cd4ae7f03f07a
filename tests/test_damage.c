/* test_damage.c: damaged and hostile stores. Never a crash, never a hang, never a figure that was
 * not written; verify names what is damaged; salvage brings out what is whole.
 *
 * TALLY_DAMAGES: how many damages (120, with the sanitizers 30); TALLY_SEED: of the damages.
 * Everything runs in a process with a gigabyte of memory at most and a limit on its time. */
#include "random_store.h"
#include "rounds.h"

#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <cmocka.h>

/* HDF5 1.10 keeps memory when it fails on damaged metadata; nothing of ours is in it. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libhdf5";
}

#define DAMAGES ROUNDS(120)
#define STORES 6
#define PAGE   4096
#define LIMIT  ((rlim_t)1 << 30)

typedef struct {
	char *bytes;
	size_t n, capacity;
} text;

static char folder[] = "/tmp/tally-damage-XXXXXX";
static tally_codes *all_codes, *few_codes;

static int set_up(void **state)
{
	(void)state;
	random_lists few = few_random_lists();
	return mkdtemp(folder) && tally_codes_load(NULL, &all_codes, NULL, NULL) == TALLY_OK &&
		       tally_codes_parse(few.names, few.texts, few.n, &few_codes, NULL, NULL) ==
			   TALLY_OK
		   ? 0
		   : -1;
}

static char *in_folder(const char *name)
{
	static char paths[4][96];
	static int next;
	char *out = paths[next++ % 4];
	snprintf(out, sizeof paths[0], "%s/%s", folder, name);
	return out;
}

static void remove_all(void)
{
	static const char *const names[] = {"t.h5", "t.h5.lock", "new.h5", "new.h5.lock"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
}

static int tear_down(void **state)
{
	(void)state;
	remove_all();
	tally_codes_free(all_codes);
	tally_codes_free(few_codes);
	return rmdir(folder);
}

/* --- files and contents ------------------------------------------------------------------ */

static int collect(void *context, const char *bytes, size_t n)
{
	text *t = context;
	if (t->n + n + 1 > t->capacity) {
		t->capacity = 2 * (t->n + n + 1);
		t->bytes = realloc(t->bytes, t->capacity);
		assert_non_null(t->bytes);
	}
	memcpy(t->bytes + t->n, bytes, n);
	t->n += n;
	t->bytes[t->n] = '\0';
	return 0;
}

static text slurp(const char *path)
{
	text out = {0};
	char piece[65536];
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;)
		collect(&out, piece, n);
	fclose(in);
	return out;
}

static void spit(const char *path, const char *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

/* All claims as CSV; the status of reading. */
static tally_status content(const char *path, text *out, bool *reverted, tally_error *err)
{
	tally_store *store;
	tally_claims claims = {0};
	tally_selection all = tally_selection_all();
	tally_status status = tally_store_open(path, &store, err);
	if (status)
		return status;
	for (int32_t i = 0; i < tally_store_n_batches(store); i++)
		*reverted |= tally_store_batch(store, i)->reverted;
	status = tally_store_read(store, &all, &claims, err);
	if (!status)
		status = tally_csv_write_claims(&claims, tally_store_codes(store), true, collect,
						out, err);
	tally_claims_release(&claims);
	tally_store_close(store);
	return status;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text, sorted; the text is cut up. */
static char **lines_of(text *t, size_t *n)
{
	size_t capacity = 1;
	for (size_t i = 0; i < t->n; i++)
		capacity += t->bytes[i] == '\n';
	char **lines = malloc(capacity * sizeof *lines);
	assert_non_null(lines);
	*n = 0;
	for (char *at = strtok(t->bytes, "\n"); at; at = strtok(NULL, "\n"))
		lines[(*n)++] = at;
	qsort(lines, *n, sizeof *lines, by_text);
	return lines;
}

/* Every line of `some`, as often as it is there, stands in `all`. */
static bool contained(text some, text all)
{
	text copies[2] = {{0}, {0}};
	size_t n, m, at = 0;
	collect(&copies[0], some.bytes, some.n);
	collect(&copies[1], all.bytes, all.n);
	char **a = lines_of(&copies[0], &n), **b = lines_of(&copies[1], &m);
	bool good = true;
	for (size_t i = 0; good && i < n; i++, at++) {
		while (at < m && strcmp(b[at], a[i]) < 0)
			at++;
		good = at < m && strcmp(b[at], a[i]) == 0;
	}
	free(a);
	free(b);
	free(copies[0].bytes);
	free(copies[1].bytes);
	return good;
}

/* --- damage ------------------------------------------------------------------------------ */

typedef struct {
	text file, claims;
	bool reverted;
} sample;

static void swap_pages(char *bytes, size_t n, size_t a, size_t b)
{
	a -= a % PAGE;
	b -= b % PAGE;
	for (size_t i = 0; i < PAGE && a + i < n && b + i < n; i++) {
		char kept = bytes[a + i];
		bytes[a + i] = bytes[b + i];
		bytes[b + i] = kept;
	}
}

/* Damages the bytes in one of five ways; the new length. */
static size_t damage(random_claims *r, int kind, char *bytes, size_t n)
{
	size_t at = draw(r, (uint32_t)n);
	switch (kind) {
	case 0:
		bytes[at] = (char)(bytes[at] ^ (1 << draw(r, 8)));
		return n;
	case 1:
		return at;
	case 2:
		at -= at % PAGE;
		memset(bytes + at, 0, n - at < PAGE ? n - at : PAGE);
		return n;
	case 3:
		swap_pages(bytes, n, at, draw(r, (uint32_t)n));
		return n;
	default:
		for (size_t i = at; i < at + 16 && i < n; i++)
			bytes[i] = (char)draw(r, 256);
		return n;
	}
}

static const char *const kinds[] = {"a flipped bit", "a cut tail", "a zeroed page",
				    "two pages swapped", "sixteen other bytes"};

typedef struct {
	int untouched, refused, salvaged, hopeless;
} tallied;

/* What salvage brings out was there before. */
static void try_salvage(const sample *s, bool whole, tallied *count, const char *what)
{
	tally_diagnostics lost = {.max = 5};
	tally_salvage told;
	tally_error err = {0};
	text out = {0};
	bool ignored = false;
	tally_status status =
	    tally_store_salvage(in_folder("t.h5"), in_folder("new.h5"), &lost, &told, &err);
	if (status == TALLY_EINPUT) {
		if (whole)
			fail_msg("%s: read and not salvaged: %s", what, err.message);
		assert_true(err.message[0]);
		count->hopeless++;
	} else if (status) {
		fail_msg("%s: salvage: %s", what, err.message);
	} else {
		if (content(in_folder("new.h5"), &out, &ignored, &err))
			fail_msg("%s: salvage made a bad store: %s", what, err.message);
		/* Without the log nobody knows what was taken out: only then more may come back. */
		if (!s->reverted && !contained(out, s->claims))
			fail_msg("%s: salvage made up a row", what);
		if (!lost.errors && out.n != s->claims.n)
			fail_msg("%s: salvage lost rows without a word", what);
		count->salvaged++;
	}
	free(out.bytes);
	tally_diagnostics_release(&lost);
	unlink(in_folder("new.h5"));
}

static void try_damage(const sample *s, const char *what, tallied *count)
{
	tally_error err = {0};
	text out = {0};
	bool ignored = false;
	tally_status status = content(in_folder("t.h5"), &out, &ignored, &err);
	bool whole = status == TALLY_OK;
	if (whole && (out.n != s->claims.n || memcmp(out.bytes, s->claims.bytes, out.n) != 0))
		fail_msg("%s: another answer", what);
	if (!whole && (status != TALLY_EINPUT || !err.message[0]))
		fail_msg("%s: status %d, \"%s\"", what, status, err.message);
	tally_diagnostics list = {.max = 5};
	int64_t rows;
	if (tally_store_verify(in_folder("t.h5"), &list, &rows, &err) == TALLY_OK && !whole &&
	    !list.errors)
		fail_msg("%s: verify likes what cannot be read", what);
	tally_diagnostics_release(&list);
	count->untouched += whole;
	count->refused += !whole;
	try_salvage(s, whole, count, what);
	free(out.bytes);
}

/* The first with all the lists there are, which are most of it; the others with few. */
static sample make_sample(int seed)
{
	random_lists lists = seed == 0 ? all_random_lists() : few_random_lists();
	sample s = {.reverted = false};
	tally_error err = {0};
	remove_all();
	if (!random_store(in_folder("t.h5"), lists, seed == 0 ? all_codes : few_codes,
			  (uint64_t)seed, 300, &err))
		fail_msg("%s", err.message);
	s.file = slurp(in_folder("t.h5"));
	assert_int_equal(content(in_folder("t.h5"), &s.claims, &s.reverted, &err), TALLY_OK);
	return s;
}

/* A hang is an end: after so many seconds of its own work, not of a clock that others slow down. */
static void limit(int seconds)
{
	const struct itimerval timer = {.it_value.tv_sec = seconds};

	setitimer(ITIMER_PROF, &timer, NULL);
}

static void damage_is_told_and_never_believed(void **state)
{
	(void)state;
	const char *times = getenv("TALLY_DAMAGES"), *seed = getenv("TALLY_SEED");
	int rounds = times ? atoi(times) : DAMAGES;
	random_claims r = {.state = seed ? strtoull(seed, NULL, 10) : 1};
	tallied count = {0};
	for (int k = 0; k < STORES; k++) {
		sample s = make_sample(k);
		char *bytes = malloc(s.file.n);
		assert_non_null(bytes);
		for (int i = k; i < rounds; i += STORES) {
			char what[100];
			snprintf(what, sizeof what, "store %d, damage %d, %s", k, i,
				 kinds[i / STORES % 5]);
			memcpy(bytes, s.file.bytes, s.file.n);
			size_t n = damage(&r, i / STORES % 5, bytes, s.file.n);
			spit(in_folder("t.h5"), bytes, n);
			limit(60);
			try_damage(&s, what, &count);
		}
		free(bytes);
		free(s.file.bytes);
		free(s.claims.bytes);
	}
	limit(0);
	print_message(
	    "# %d damages: %d refused, %d touched nothing that is read; %d salvaged, %d hopeless\n",
	    rounds, count.refused, count.untouched, count.salvaged, count.hopeless);
	assert_int_equal(count.refused + count.untouched, rounds);
}

/* --- malice ------------------------------------------------------------------------------ */

static hid_t v110(void)
{
	hid_t list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	return list;
}

/* Puts another dataset in the place of the column `days` or its like. */
static void put_column(hid_t file, hid_t type, hid_t creation, hsize_t extent, hid_t space)
{
	hid_t group = H5Gopen2(file, "segments/s000001", H5P_DEFAULT);
	H5Ldelete(group, "mantissa", H5P_DEFAULT);
	hid_t own = space >= 0 ? H5Scopy(space) : H5Screate_simple(1, &extent, NULL);
	hid_t set = H5Dcreate2(group, "mantissa", type, own, H5P_DEFAULT, creation, H5P_DEFAULT);
	assert_true(set >= 0);
	H5Dclose(set);
	H5Sclose(own);
	H5Gclose(group);
}

static hid_t plain_column(void)
{
	return H5Pcreate(H5P_DATASET_CREATE);
}

static void soft_link(hid_t file)
{
	H5Ldelete(file, "segments/s000001", H5P_DEFAULT);
	H5Lcreate_soft("/log", file, "segments/s000001", H5P_DEFAULT, H5P_DEFAULT);
}

static void external_link(hid_t file)
{
	H5Ldelete(file, "log", H5P_DEFAULT);
	H5Lcreate_external("/etc/passwd", "/log", file, "log", H5P_DEFAULT, H5P_DEFAULT);
}

static void recursive_group(hid_t file)
{
	H5Ldelete(file, "segments/s000001", H5P_DEFAULT);
	H5Lcreate_hard(file, "/", file, "segments/s000001", H5P_DEFAULT, H5P_DEFAULT);
}

static void segments_in_themselves(hid_t file)
{
	H5Lcreate_hard(file, "/segments", file, "segments/s000009", H5P_DEFAULT, H5P_DEFAULT);
}

static void virtual_layout(hid_t file)
{
	hsize_t n = 50;
	hid_t creation = plain_column(), space = H5Screate_simple(1, &n, NULL);
	H5Pset_virtual(creation, space, "/etc/passwd", "x", space);
	put_column(file, H5T_STD_I32LE, creation, n, space);
}

static void external_storage(hid_t file)
{
	hid_t creation = plain_column();
	H5Pset_external(creation, "/etc/passwd", 0, 200);
	put_column(file, H5T_STD_I32LE, creation, 50, -1);
}

static void varying_length(hid_t file)
{
	put_column(file, H5Tvlen_create(H5T_STD_I32LE), plain_column(), 50, -1);
}

static void compound_type(hid_t file)
{
	hid_t type = H5Tcreate(H5T_COMPOUND, 8);
	H5Tinsert(type, "a", 0, H5T_STD_I32LE);
	put_column(file, type, plain_column(), 50, -1);
}

static void giant_extent(hid_t file)
{
	const hsize_t chunk = 1024;
	hid_t creation = plain_column();
	H5Pset_chunk(creation, 1, &chunk);
	H5Pset_shuffle(creation);
	H5Pset_deflate(creation, 6);
	H5Pset_fletcher32(creation);
	put_column(file, H5T_STD_I32LE, creation, (hsize_t)1 << 60, -1);
}

static void giant_chunk(hid_t file)
{
	const hsize_t chunk = (hsize_t)1 << 29;
	hid_t creation = plain_column();
	H5Pset_chunk(creation, 1, &chunk);
	H5Pset_shuffle(creation);
	H5Pset_deflate(creation, 6);
	H5Pset_fletcher32(creation);
	put_column(file, H5T_STD_I32LE, creation, chunk, -1);
}

static void foreign_filter(hid_t file)
{
	const hsize_t chunk = 50;
	const H5Z_class2_t nothing = {H5Z_CLASS_T_VERS, 32000, 1, 1, "x", NULL, NULL, NULL};
	hid_t creation = plain_column();
	H5Zregister(&nothing);
	H5Pset_chunk(creation, 1, &chunk);
	H5Pset_filter(creation, 32000, H5Z_FLAG_OPTIONAL, 0, NULL);
	put_column(file, H5T_STD_I32LE, creation, 50, -1);
	H5Zunregister(32000);
}

static void many_segments(hid_t file)
{
	hid_t group = H5Gopen2(file, "segments", H5P_DEFAULT);
	for (int i = 100; i < 3000; i++) {
		char name[16];
		snprintf(name, sizeof name, "s%06d", i);
		H5Lcreate_hard(file, "/log", group, name, H5P_DEFAULT, H5P_DEFAULT);
	}
	H5Gclose(group);
}

static void named_type(hid_t file)
{
	hid_t type = H5Tcopy(H5T_STD_I32LE);
	H5Ldelete(file, "segments/s000001", H5P_DEFAULT);
	H5Tcommit2(file, "segments/s000001", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
}

static const struct {
	const char *name;
	void (*make)(hid_t file);
} evils[] = {
    {"a soft link", soft_link},
    {"an external link", external_link},
    {"a group in itself", recursive_group},
    {"segments in themselves", segments_in_themselves},
    {"a virtual layout", virtual_layout},
    {"external storage", external_storage},
    {"values of varying length", varying_length},
    {"a compound type", compound_type},
    {"a giant extent", giant_extent},
    {"a giant chunk", giant_chunk},
    {"a foreign filter", foreign_filter},
    {"thousands of segments that are none", many_segments},
    {"a type in the place of a group", named_type},
};

/* In a process of its own, with little memory and time: 0 when all verbs refuse. */
static int refuse(void)
{
	const struct rlimit memory = {LIMIT, LIMIT}, seconds = {10, 10};
	tally_error err = {0};
	text out = {0};
	bool reverted = false;
	tally_diagnostics list = {.max = 5}, lost = {.max = 5};
	int64_t rows;
	tally_salvage told;
#ifndef __SANITIZE_ADDRESS__
	setrlimit(RLIMIT_AS, &memory);
#endif
	(void)memory;
	setrlimit(RLIMIT_CPU, &seconds);
	if (content(in_folder("t.h5"), &out, &reverted, &err) != TALLY_EINPUT)
		return 1;
	if (tally_store_verify(in_folder("t.h5"), &list, &rows, &err) != TALLY_OK || !list.errors)
		return 2;
	tally_status status =
	    tally_store_salvage(in_folder("t.h5"), in_folder("new.h5"), &lost, &told, &err);
	return status == TALLY_EINPUT || (status == TALLY_OK && lost.errors) ? 0 : 3;
}

static void malice_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof evils / sizeof *evils; i++) {
		sample s = make_sample(1);
		hid_t access_list = v110(),
		      file = H5Fopen(in_folder("t.h5"), H5F_ACC_RDWR, access_list);
		assert_true(file >= 0);
		evils[i].make(file);
		H5Fclose(file);
		H5Pclose(access_list);
		pid_t pid = fork();
		if (pid == 0)
			_exit(refuse());
		int status = 0;
		waitpid(pid, &status, 0);
		if (status != 0)
			fail_msg("%s: status %#x", evils[i].name, (unsigned)status);
		free(s.file.bytes);
		free(s.claims.bytes);
		remove_all();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(damage_is_told_and_never_believed),
	    cmocka_unit_test(malice_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
