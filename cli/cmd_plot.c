/* cmd_plot.c: one chart of series, into a file or the terminal. */
#include "cli.h"
#include "terminal.h"

#include "implied.h"
#include "fonts.h"
#include "format.h"
#include "kinds.h"
#include "output.h"
#include "store/store.h"
#include "term.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

extern const cli_command cmd_plot;

typedef struct {
	const cli_globals *g;
	cli_query q;
	const tally_chart_kind *kind;
	const char *out, *term, *size, *theme, *palette, *title, *at, *base;
	int32_t *metrics, *regions; /* [n] */
	int n_metrics, n_regions;
	tally_point *implied;  /* points that are no claims */
	tally_script coverage; /* what the regions are made of */
} plot;

/* --- words -------------------------------------------------------------------------- */

static int unknown_kind(const char *name)
{
	const char *names[32];
	int n = 0;
	const tally_chart_kind *kind;
	for (size_t i = 0; n < 32 && (kind = tally_chart_kind_at(i)) != NULL; i++)
		names[n++] = kind->name;
	const char *near = tally_near_word(name, names, n);
	return near ? cli_usage(&cmd_plot, "no chart kind \"%s\"; did you mean \"%s\"?", name, near)
		    : cli_usage(&cmd_plot, "no chart kind \"%s\"; --help lists them", name);
}

/* The first word is a metric; those behind it are regions or further metrics. */
static bool read_words(plot *p, const tally_codes *codes, char **words, int n)
{
	for (int i = 0; i < n; i++) {
		size_t len = strlen(words[i]);
		int32_t region = tally_codes_find_region(codes, words[i], len);
		int32_t metric = tally_codes_find_metric(codes, words[i], len);
		if (i == 0 || (region == TALLY_NO_CODE && metric != TALLY_NO_CODE)) {
			metric = cli_metric(&cmd_plot, codes, words[i]);
			if (metric == TALLY_NO_CODE)
				return false;
			p->metrics[p->n_metrics++] = metric;
			continue;
		}
		region = cli_region(&cmd_plot, codes, words[i]);
		if (region == TALLY_NO_CODE)
			return false;
		p->regions[p->n_regions++] = region;
	}
	return true;
}

static bool read_size(const plot *p, double *width, double *height)
{
	char *end;
	if (!p->size)
		return true;
	*width = strtod(p->size, &end);
	if (*end == 'x' || *end == 'X' || *end == ',')
		*height = strtod(end + 1, &end);
	else
		*height = 0;
	if (*end == 0 && *width > 0 && *height > 0)
		return true;
	cli_usage(&cmd_plot, "--size is WIDTHxHEIGHT such as 960x560; found \"%s\"", p->size);
	return false;
}

/* --- series ------------------------------------------------------------------------- */

/* Unless a measure was asked for, levels; whatever there is when there are none. */
static size_t keep_levels(const plot *p, tally_series *series, size_t n)
{
	size_t levels = 0;
	for (size_t i = 0; i < n; i++)
		levels += series[i].key.measure == TALLY_LEVEL;
	if (p->q.measure || levels == 0)
		return n;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (series[i].key.measure == TALLY_LEVEL)
			series[kept++] = series[i];
	return kept;
}

static int place_of(const int32_t *ids, int n, int32_t id)
{
	for (int i = 0; i < n; i++)
		if (ids[i] == id)
			return i;
	return n;
}

static const plot *sorting; /* qsort has no room for a context */

/* In the order in which metrics and regions were named. */
static int as_named(const void *a, const void *b)
{
	const tally_series *s = a, *t = b;
	int order = place_of(sorting->metrics, sorting->n_metrics, s->key.metric) -
		    place_of(sorting->metrics, sorting->n_metrics, t->key.metric);
	if (order == 0)
		order = place_of(sorting->regions, sorting->n_regions, s->key.region) -
			place_of(sorting->regions, sorting->n_regions, t->key.region);
	return order ? order : (s->points > t->points) - (s->points < t->points);
}

/* --- coverage -------------------------------------------------------------------------- */

/* Metrics that count what a region is made of, and so say what its figures cover. */
static const char *const coverage_metrics[] = {"zones"};

static void add_count(const tally_codes *codes, const char *lang, const tally_claim *c,
		      tally_script *out)
{
	char figure[TALLY_FIGURE_TEXT], day[TALLY_PERIOD_TEXT];
	tally_figure_print(&c->figure, figure);
	tally_day_print(c->period.last, day);
	tally_script_add(out, "%s%s%s%s (%s)", out->n ? "; " : "",
			 tally_metric_name(tally_codes_metric(codes, c->metric), lang),
			 tally_say(lang, ": ", "："), figure, day);
}

/* The first and the last count of a region's members, when they differ; else the last. */
static tally_status add_coverage(const plot *p, tally_store *store, tally_script *out,
				 tally_error *err)
{
	const tally_codes *codes = tally_store_codes(store);
	tally_status status = TALLY_OK;
	for (size_t i = 0; i < sizeof coverage_metrics / sizeof *coverage_metrics; i++) {
		int32_t metric = tally_codes_find_metric(codes, coverage_metrics[i],
							 strlen(coverage_metrics[i]));
		bool asked = place_of(p->metrics, p->n_metrics, metric) < p->n_metrics;
		tally_selection what = tally_selection_all();
		tally_claims claims = {0};
		if (metric == TALLY_NO_CODE || asked || p->n_regions != 1)
			continue;
		what.metrics = &metric;
		what.n_metrics = 1;
		what.regions = p->regions;
		what.n_regions = 1;
		what.measure = TALLY_LEVEL;
		status = tally_store_read(store, &what, &claims, err);
		const tally_claim *first = claims.items, *last = first + claims.n - (claims.n > 0);
		if (claims.n > 0 &&
		    tally_claim_value(first, codes) != tally_claim_value(last, codes))
			add_count(codes, p->g->lang, first, out);
		if (claims.n > 0)
			add_count(codes, p->g->lang, last, out);
		tally_claims_release(&claims);
		if (status)
			break;
	}
	return status;
}

static tally_status build(const plot *p, const tally_codes *codes, const tally_claims *claims,
			  tally_series_set *set, tally_chart **chart, tally_error *err)
{
	tally_kind_input in = {.codes = codes,
			       .claims = claims,
			       .series = set->items,
			       .lang = p->g->lang,
			       .coverage = p->coverage.text,
			       .title = p->title,
			       .as_of = TALLY_DAY_NONE,
			       .at = {0, TALLY_DAY_NONE},
			       .base = {0, TALLY_DAY_NONE}};
	in.n = keep_levels(p, set->items, set->n);
	sorting = p;
	if (in.n > 1)
		qsort(set->items, in.n, sizeof *set->items, as_named);
	if (p->q.as_of)
		tally_day_parse(p->q.as_of, strlen(p->q.as_of), &in.as_of, NULL);
	if (p->at && tally_period_parse(p->at, strlen(p->at), &in.at, err))
		return TALLY_EUSAGE;
	if (p->base && tally_period_parse(p->base, strlen(p->base), &in.base, err))
		return TALLY_EUSAGE;
	return p->kind->build(&in, chart, err);
}

/* --- bounds of what nobody published -------------------------------------------------- */

static const tally_series *level_of(const tally_series_set *set, int32_t metric, int32_t region)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->items[i].key.metric == metric && set->items[i].key.region == region &&
		    set->items[i].key.measure == TALLY_LEVEL)
			return &set->items[i];
	return NULL;
}

/* The period asked for, else the newest of the series. */
static bool asked_period(const plot *p, const tally_series_set *set, tally_period *out,
			 tally_error *err)
{
	if (p->at)
		return tally_period_parse(p->at, strlen(p->at), out, err) == TALLY_OK;
	bool found = false;
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->items[i].n; k++) {
			tally_period here = set->items[i].points[k].period;
			if (!found || tally_period_compare(*out, here) < 0)
				*out = here;
			found = true;
		}
	if (!found)
		tally_error_set(
		    err, TALLY_EINPUT,
		    "no figure of these regions is published: say the period with --at");
	return found;
}

/* A series of one point for each region without a published figure. */
static tally_status add_implied(plot *p, tally_store *store, tally_series_set *set,
				tally_error *err)
{
	const tally_codes *codes = tally_store_codes(store);
	tally_selection all = tally_selection_all();
	tally_claims claims = {0};
	tally_period at;
	if (!asked_period(p, set, &at, err))
		return TALLY_EINPUT;
	tally_status status = tally_store_read(store, &all, &claims, err);
	size_t room = (size_t)p->n_metrics * (size_t)p->n_regions;
	tally_series *more = realloc(set->items, (set->n + room + 1) * sizeof *more);
	tally_point *points = calloc(room + 1, sizeof *points);
	set->items = more ? more : set->items;
	if (!status && (!more || !points))
		status = tally_error_memory(err);
	size_t used = 0;
	for (int m = 0; m < p->n_metrics && !status; m++)
		for (int r = 0; r < p->n_regions && !status; r++) {
			const tally_series *known = level_of(set, p->metrics[m], p->regions[r]);
			if (known && tally_series_find(known, at) >= 0)
				continue;
			tally_series s = {
			    .key = {.metric = p->metrics[m],
				    .region = p->regions[r],
				    .frequency = tally_period_frequency(at),
				    .adjustment = 'N',
				    .base_unit =
					tally_codes_metric(codes, p->metrics[m])->base_unit},
			    .points = &points[used],
			    .n = 1};
			status = cli_implied(&claims, codes, s.key.metric, s.key.region, at, 20,
					     &points[used++], err);
			set->items[set->n++] = s;
		}
	tally_claims_release(&claims);
	p->implied = points;
	return status;
}

/* --- output -------------------------------------------------------------------------- */

static void terminal_size(double *columns, double *rows)
{
	struct winsize w;
	*columns = 100;
	*rows = 30;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 20 &&
	    w.ws_row > 8) {
		*columns = w.ws_col;
		*rows = w.ws_row - 2;
	}
}

static tally_status to_terminal(const plot *p, const tally_chart *chart, const tally_theme *theme,
				tally_error *err)
{
	double columns, rows;
	terminal_size(&columns, &rows);
	if (!read_size(p, &columns, &rows))
		return TALLY_EUSAGE;
	tally_scene scene;
	tally_script text = {0};
	tally_theme cells = tally_theme_terminal(theme, TALLY_CELL_WIDTH);
	tally_term_style style =
	    p->term && strcmp(p->term, "block") == 0 ? TALLY_TERM_BLOCK : TALLY_TERM_BRAILLE;
	tally_status status = tally_scene_lay_out(chart, &cells, columns * TALLY_CELL_WIDTH,
						  rows * TALLY_CELL_HEIGHT, &scene, err);
	if (!status)
		status = tally_term_draw(&scene, style, p->g->colour, &text, err);
	if (!status)
		cli_put_picture(text.text, text.n);
	free(text.text);
	tally_scene_release(&scene);
	return status;
}

static tally_status as_sixel(tally_gnuplot *gnuplot, const tally_chart *chart,
			     const tally_theme *theme, double width, double height,
			     tally_error *err)
{
	tally_scene scene;
	char *bytes = NULL;
	size_t n = 0;
	tally_status status = tally_scene_lay_out(chart, theme, width, height, &scene, err);
	if (!status)
		status = tally_gnuplot_draw(gnuplot, &scene, TALLY_PICTURE_SIXEL, &bytes, &n, err);
	if (!status)
		cli_put_picture(bytes, n);
	free(bytes);
	tally_scene_release(&scene);
	return status;
}

/* Chinese words in a picture whose letters are drawn here, not by the reader's browser. */
static void warn_of_fonts(const plot *p, tally_picture format, const tally_theme *theme)
{
	tally_font_report report;
	if (format == TALLY_PICTURE_SVG || !tally_zh(p->g->lang) ||
	    tally_fonts_check(theme->font, &report, NULL) || report.wanted)
		return;
	if (*report.chosen)
		fprintf(stderr,
			"tally plot: the font %s is not installed; Chinese is drawn with %s "
			"(fonts-noto-cjk brings it)\n",
			theme->font, report.chosen);
	else
		fprintf(stderr,
			"tally plot: no font with Chinese letters is installed: Chinese words show "
			"as boxes; install fonts-noto-cjk for %s\n",
			theme->font);
}

static tally_status to_file(const plot *p, const tally_chart *chart, const tally_theme *theme,
			    tally_error *err)
{
	double width = 960, height = 560;
	tally_gnuplot *gnuplot;
	tally_picture format = TALLY_PICTURE_SIXEL;
	if (p->out && tally_picture_of_name(p->out, &format, err))
		return TALLY_EUSAGE;
	if (!read_size(p, &width, &height) || tally_gnuplot_start(&gnuplot, err))
		return err->status ? err->status : TALLY_EUSAGE;
	warn_of_fonts(p, format, theme);
	tally_status status =
	    p->out ? tally_chart_write(gnuplot, chart, theme, width, height, p->out, err)
		   : as_sixel(gnuplot, chart, theme, width, height, err);
	tally_gnuplot_stop(gnuplot);
	return status;
}

static int draw(const plot *p, const tally_codes *codes, const tally_claims *claims,
		tally_series_set *set)
{
	tally_theme theme;
	tally_chart *chart = NULL;
	tally_error err = {0};
	tally_status status = tally_theme_find(p->theme, p->palette, &theme, &err);
	if (!status)
		status = build(p, codes, claims, set, &chart, &err);
	bool sixel = p->term && strcmp(p->term, "sixel") == 0;
	if (!status)
		status = p->out || sixel ? to_file(p, chart, &theme, &err)
					 : to_terminal(p, chart, &theme, &err);
	tally_chart_free(chart);
	if (!status)
		return cli_finish(0);
	return *err.message ? cli_fail(&err) : (int)status;
}

static int run_query(plot *p, tally_store *store, char **words, int n)
{
	const tally_codes *codes = tally_store_codes(store);
	tally_claims claims = {0};
	tally_series_set set = {0};
	tally_series_query query;
	tally_error err = {0};
	int code = 2;
	if (read_words(p, codes, words, n) && cli_series_query(&cmd_plot, &p->q, &query))
		code = cli_read(&cmd_plot, &p->q, store, p->metrics, p->n_metrics, p->regions,
				p->n_regions, &claims);
	if (code == 0) {
		query.all_kinds = true;
		if (add_coverage(p, store, &p->coverage, &err) ||
		    tally_series_build(&claims, codes, &query, &set, &err))
			code = cli_fail(&err);
		else if (strcmp(p->kind->name, "bounds") == 0 && add_implied(p, store, &set, &err))
			code = cli_fail(&err);
		else
			code = draw(p, codes, &claims, &set);
	}
	tally_series_set_release(&set);
	tally_claims_release(&claims);
	return code;
}

static bool known_term(const char *term)
{
	return !term || !*term || strcmp(term, "braille") == 0 || strcmp(term, "block") == 0 ||
	       strcmp(term, "sixel") == 0;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	plot p = {.g = &g};
	bool done = false;
	const cli_option options[] = {
	    {"out", 'o', CLI_TEXT, &p.out, "FILE", "write FILE.svg, .png or .pdf"},
	    {"term", 0, CLI_OPTIONAL_TEXT, &p.term, "HOW",
	     "draw in the terminal: braille (default), block or sixel"},
	    {"size", 0, CLI_TEXT, &p.size, "WxH", "pixels (960x560), or characters with --term"},
	    {"theme", 0, CLI_TEXT, &p.theme, "NAME", "light, dark or print"},
	    {"palette", 0, CLI_TEXT, &p.palette, "NAME", "okabe, tol or grey"},
	    {"title", 0, CLI_TEXT, &p.title, "TEXT", "headline in place of the made one"},
	    {"measure", 0, CLI_TEXT, &p.q.measure, "MEASURE",
	     "level (default), growth, share, ..."},
	    {"at", 0, CLI_TEXT, &p.at, "PERIOD", "the period shown (ranking, scatter, ...)"},
	    {"base", 0, CLI_TEXT, &p.base, "PERIOD", "the period compared with"},
	    CLI_QUERY_OPTIONS(p.q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_plot, &g, options, argc, argv, argv, &n, &done);
	if (code || done)
		return code;
	if (n < 2)
		return cli_usage(&cmd_plot, "a kind of chart and a metric are wanted");
	if (!known_term(p.term))
		return cli_usage(&cmd_plot, "--term is braille, block or sixel; found \"%s\"",
				 p.term);
	p.kind = tally_chart_kind_find(argv[0]);
	if (!p.kind)
		return unknown_kind(argv[0]);
	p.metrics = calloc((size_t)n, sizeof *p.metrics);
	p.regions = calloc((size_t)n, sizeof *p.regions);
	tally_store *store = p.metrics && p.regions ? cli_open(&g, &code) : NULL;
	if (store)
		code = run_query(&p, store, argv + 1, n - 1);
	tally_store_close(store);
	free(p.implied);
	free(p.coverage.text);
	free(p.metrics);
	free(p.regions);
	return code;
}

const cli_command cmd_plot = {
    .name = "plot",
    .summary = "one chart: svg, png, pdf, or text in the terminal",
    .usage = "plot KIND METRIC [METRIC...] [REGION...] [OPTION...]",
    .help =
	"Draws a chart of what is known. Kinds:\n"
	"  trend       series over time, labelled at their ends\n"
	"  growth      growth as bars, the level in its own panel\n"
	"  share       parts of a whole: stacked areas, or bars for few periods\n"
	"  ranking     regions by size in one period (--at); with --base a slope chart\n"
	"  multiples   a small panel per series, all on one scale\n"
	"  heat        regions down, periods across, value as colour\n"
	"  scatter     METRIC METRIC by region with a fitted line; one metric: convergence\n"
	"  fan         what was known after each release of one series\n"
	"  dumbbell    printed figures, their intervals and the reconciled values\n"
	"  bounds      intervals, also of what nobody published\n"
	"  lorenz      METRIC [WEIGHT-METRIC]: concentration over regions, with Gini\n"
	"  shiftshare  SECTOR-METRIC...: growth taken apart: common, sector mix, regional\n"
	"Gaps stay gaps; hollow marks are estimates, dashed lines targets, arrows \"over\" and\n"
	"\"under\"; bands are intervals, paler ones the range of all releases.",
    .examples = "  tally plot trend gdp CN-GD CN-JS CN-ZJ -o gdp.svg\n"
		"  tally plot trend gdp CN --term\n"
		"  tally plot trend rd_intensity CN --lang zh --theme dark -o rd.png",
    .run = run,
};
