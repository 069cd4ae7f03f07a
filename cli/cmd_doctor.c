/* cmd_doctor.c: is everything there that tally leans on? */
#include "cli.h"

#include "fonts.h"
#include "gnuplot.h"
#include "render.h"

#include <glpk.h>
#include <gsl/gsl_version.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_doctor;

typedef struct {
	const cli_globals *g;
	int n, missing;
} visit;

static void tell(visit *v, const char *what, bool fine, const char *found, const char *advice)
{
	v->missing += !fine;
	if (v->g->json) {
		printf("%s{\"what\":", v->n ? ",\n " : "[");
		cli_json_string(stdout, what);
		printf(",\"ok\":%s,\"found\":", fine ? "true" : "false");
		cli_json_string(stdout, found);
		printf(",\"advice\":");
		cli_json_string(stdout, fine ? "" : advice);
		printf("}");
	} else {
		printf("%-8s %-12s ", fine ? "ok" : "MISSING", what);
		cli_put(stdout, found);
		if (!fine) {
			printf("\n%22s", "");
			cli_put(stdout, advice);
		}
		printf("\n");
	}
	v->n++;
}

/* Draws a small picture in each format: that the program starts says little. */
static void try_formats(visit *v, tally_gnuplot *gnuplot, const tally_theme *theme)
{
	static const char *const names[] = {"svg", "png", "pdf"};
	tally_scene scene = {.width = 200, .height = 120, .theme = *theme};
	char title[] = "doctor", alt[] = "";
	scene.title = title;
	scene.alt = alt;
	tally_scene_text(&scene, theme->ink, 16, false, 0, 100, 60, "国内生产总值 GDP");
	tally_scene_line(&scene, theme->ink, 2, 10, 100, 190, 20);
	for (int f = 0; f < 3; f++) {
		char *bytes, found[64];
		size_t n;
		tally_error err = {0};
		tally_status status =
		    tally_gnuplot_draw(gnuplot, &scene, (tally_picture)f, &bytes, &n, &err);
		snprintf(found, sizeof found, "%zu bytes for a test picture", n);
		tell(v, names[f], status == TALLY_OK, status ? err.message : found,
		     "install gnuplot-nox 5.4 or newer, built with cairo");
		free(bytes);
	}
	scene.title = scene.alt = NULL;
	tally_scene_release(&scene);
}

static void check_gnuplot(visit *v, const tally_theme *theme)
{
	static const char advice[] = "apt-get install gnuplot-nox; charts with --term need none";
	tally_gnuplot *gnuplot = NULL;
	tally_error err = {0};
	char version[64] = "";
	tally_status status = tally_gnuplot_start(&gnuplot, &err);
	if (!status)
		status = tally_gnuplot_version(gnuplot, version, &err);
	tell(v, "gnuplot", status == TALLY_OK, status ? err.message : version, advice);
	if (!status)
		try_formats(v, gnuplot, theme);
	tally_gnuplot_stop(gnuplot);
}

static void check_fonts(visit *v, const tally_theme *theme)
{
	tally_font_report report;
	tally_error err = {0};
	char found[300];
	if (tally_fonts_check(theme->font, &report, &err)) {
		tell(v, "font", false, err.message, "apt-get install fontconfig");
		return;
	}
	if (report.wanted)
		snprintf(found, sizeof found, "%s", theme->font);
	else if (*report.chosen)
		snprintf(found, sizeof found, "%s is not installed; Chinese is drawn with %s",
			 theme->font, report.chosen);
	else
		snprintf(found, sizeof found,
			 "%s is not installed, and no other font with Chinese letters: Chinese "
			 "text in png and pdf shows as boxes",
			 theme->font);
	tell(v, "font", *report.chosen != 0, found, "apt-get install fonts-noto-cjk");
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	bool done = false;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	int n = 0, code = cli_parse(&cmd_doctor, &g, options, argc, argv, argv, &n, &done);
	visit v = {.g = &g};
	tally_theme theme;
	char found[64];
	if (code || done)
		return code;
	if (n > 0)
		return cli_usage(&cmd_doctor, "takes no arguments; found \"%s\"", argv[0]);
	tally_theme_find(NULL, NULL, &theme, NULL);
	check_gnuplot(&v, &theme);
	check_fonts(&v, &theme);
	snprintf(found, sizeof found, "GSL %s", gsl_version);
	tell(&v, "numerics", true, found, "");
	snprintf(found, sizeof found, "GLPK %s", glp_version());
	tell(&v, "solver", true, found, "");
	if (g.json)
		printf("]\n");
	return cli_finish(v.missing ? 1 : 0);
}

const cli_command cmd_doctor = {
    .name = "doctor",
    .summary = "are gnuplot, fonts and libraries there?",
    .usage = "doctor",
    .help = "Starts gnuplot, draws a small picture in every format, looks for a font with\n"
	    "Chinese letters and tells the versions of the libraries. Exit 1 when something is\n"
	    "missing.",
    .examples = "  tally doctor\n"
		"  tally doctor --json",
    .run = run,
};
