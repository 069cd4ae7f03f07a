/* tool_cases.c: runs reference cases.
 *
 *     tool_cases DIR...     each DIR is a case, or a folder of cases
 *
 * One line a case: its name, its kind, the worst deviation and the tolerance; at last
 * "N passed, N failed". Exit 1 when a case failed or none was found. */
#include "cases.h"
#include "cases_adjust.h"

#include <dirent.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const case_kind case_intervals, case_interval_squares, case_balancing, case_classical,
    case_adjustment, case_ranges, case_localisation, case_grim, case_general;

static const case_kind *const kinds[] = {
    &case_interval_squares, &case_intervals,     &case_balancing,    &case_classical,
    &case_adjustment,       &case_ranges,        &case_localisation, &case_grim,
    &case_general,          CASES_OF_ADJUSTMENT,
};
#define N_KINDS (int)(sizeof kinds / sizeof kinds[0])

static int passed, failed;

static char *readme_of(const char *path)
{
	char name[1200];
	snprintf(name, sizeof name, "%s/README.md", path);
	FILE *f = fopen(name, "rb");
	char *text = calloc(1, 1 << 16);
	if (f && text && fread(text, 1, (1 << 16) - 1, f) == 0)
		text[0] = 0;
	if (f)
		fclose(f);
	return text;
}

static void release(case_dir *dir)
{
	for (int k = 0; k < dir->n_tables; k++) {
		free(dir->tables[k].table.text);
		free(dir->tables[k].table.cells);
		free(dir->tables[k].table.heads);
	}
	free(dir->readme);
	free(dir);
}

static bool verdict(const char *name, const char *kind, const case_report *r)
{
	bool good = !r->failure[0] && r->compared > 0 && r->worst <= r->tolerance;
	printf("%s %-36s %-26s worst %.2g <= %.2g of %ld values%s%s\n", good ? "ok    " : "not ok",
	       name, kind, r->worst, r->tolerance, r->compared, good ? "" : ": ",
	       good               ? ""
	       : r->failure[0]    ? r->failure
	       : r->compared == 0 ? "nothing was compared"
				  : r->where);
	return good;
}

static void run_case(const char *path)
{
	case_dir *dir = calloc(1, sizeof *dir);
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	if (!dir)
		exit(4);
	snprintf(dir->path, sizeof dir->path, "%s", path);
	dir->readme = readme_of(path);
	int k = 0;
	while (k < N_KINDS && !kinds[k]->matches(dir))
		k++;
	bool good = false;
	if (k < N_KINDS) {
		case_report report = {.tolerance = case_tolerance(dir, 1e-9)};
		kinds[k]->run(dir, &report);
		good = verdict(name, kinds[k]->name, &report);
	} else {
		printf("not ok %-36s no kind of case has these files and columns\n", name);
	}
	passed += good;
	failed += !good;
	release(dir);
}

static int is_input(const struct dirent *e)
{
	return strncmp(e->d_name, "in_", 3) == 0;
}

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static bool is_case(const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, is_input, NULL);
	for (int i = 0; i < n; i++)
		free(list[i]);
	if (n >= 0)
		free(list);
	return n > 0;
}

static void run_folder(const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, is_visible, alphasort);
	for (int i = 0; i < n; i++) {
		char child[1024];
		snprintf(child, sizeof child, "%s/%s", path, list[i]->d_name);
		if (is_case(child))
			run_case(child);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

int main(int argc, char **argv)
{
	gsl_set_error_handler_off();
	for (int i = 1; i < argc; i++) {
		size_t n = strlen(argv[i]);
		while (n > 1 && argv[i][n - 1] == '/')
			argv[i][--n] = 0;
		if (is_case(argv[i]))
			run_case(argv[i]);
		else
			run_folder(argv[i]);
	}
	if (passed + failed == 0)
		fprintf(stderr, "tool_cases: no case found; usage: tool_cases DIR...\n");
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
