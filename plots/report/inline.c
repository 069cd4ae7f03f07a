/* inline.c: gnuplot's colours become CSS variables, its fonts the page's.
 *
 * A variable stands for each colour of the theme: paper, ink, muted, grid, axis, faint, alert, the
 * series s0..s7, their letters l0..l7 and the heat scale h0..h4 (shades between its steps stay as
 * they are: they are read by their depth, which the dark page keeps by a light ground). */
#include "report/inline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The i-th variable of a theme; false behind the last. */
static bool variable(const tally_theme *t, int i, char name[16], uint32_t *colour)
{
	const uint32_t plain[7] = {t->paper, t->ink,   t->muted, t->grid,
				   t->axis,  t->faint, t->alert};
	static const char *const names[7] = {"paper", "ink",   "muted", "grid",
					     "axis",  "faint", "alert"};
	if (i < 7) {
		snprintf(name, 16, "%s", names[i]);
		*colour = plain[i];
	} else if (i < 7 + t->n_series) {
		snprintf(name, 16, "s%d", i - 7);
		*colour = t->series[i - 7];
	} else if (i < 7 + 2 * t->n_series) {
		snprintf(name, 16, "l%d", i - 7 - t->n_series);
		*colour = tally_theme_letters(t, i - 7 - t->n_series);
	} else {
		return false;
	}
	return true;
}

void tally_inline_variables(const tally_theme *theme, tally_script *out)
{
	char name[16];
	uint32_t colour;
	for (int i = 0; variable(theme, i, name, &colour); i++)
		tally_script_add(out, "--%s:#%06x;", name, colour);
}

static bool add_variable(const tally_theme *t, uint32_t colour, tally_script *out)
{
	char name[16];
	uint32_t c;
	for (int i = 0; variable(t, i, name, &c); i++)
		if (c == colour) {
			tally_script_add(out, "var(--%s)", name);
			return true;
		}
	return false;
}

/* rgb( 12,  34,  56) or #rrggbb at *at: its variable, and *at behind it. */
static bool replace_colour(const tally_theme *t, const char **at, tally_script *out)
{
	unsigned r, g, b;
	int used = 0;
	if (sscanf(*at, "rgb(%u,%u,%u)%n", &r, &g, &b, &used) == 3 && used > 0) {
		if (!add_variable(t, (r & 0xFF) << 16 | (g & 0xFF) << 8 | (b & 0xFF), out))
			return false;
		*at += used;
		return true;
	}
	if (sscanf(*at, "#%2x%2x%2x%n", &r, &g, &b, &used) == 3 && used == 7) {
		if (!add_variable(t, r << 16 | g << 8 | b, out))
			return false;
		*at += used;
		return true;
	}
	return false;
}

/* Leaves out an attribute's value: font-family="..." is the page's business. */
static bool skip_family(const char **at)
{
	static const char key[] = "font-family=\"";
	if (strncmp(*at, key, sizeof key - 1) != 0)
		return false;
	const char *close = strchr(*at + sizeof key - 1, '"');
	if (!close)
		return false;
	*at = close + 1;
	return true;
}

static bool replace_id(const char **at, int number, tally_script *out)
{
	static const char *const ids[] = {"gnuplot_canvas", "gnuplot_plot_", "gpPt",
					  "gpDot",          "textbox",       "greybox"};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (strncmp(*at, ids[i], strlen(ids[i])) == 0) {
			tally_script_add(out, "c%d%s", number, ids[i]);
			*at += strlen(ids[i]);
			return true;
		}
	return false;
}

/* Inside a tag colours, ids and fonts are replaced; texts are copied as they are. */
static const char *copy_tag(const tally_theme *t, const char *at, const char *end, int number,
			    tally_script *out)
{
	while (at < end && *at != '>') {
		bool done = *at == 'r'                 ? replace_colour(t, &at, out)
			    : *at == '#'               ? replace_colour(t, &at, out)
			    : *at == 'f'               ? skip_family(&at)
			    : *at == 'g' || *at == 't' ? replace_id(&at, number, out)
						       : false;
		if (!done)
			tally_script_bytes(out, at++, 1);
	}
	return at;
}

void tally_inline_svg(const tally_scene *scene, const char *svg, size_t n, int number,
		      tally_script *out)
{
	const char *end = svg + n, *at = strstr(svg, "<g id=\"gnuplot_canvas\"");
	tally_script_add(out,
			 "<svg viewBox=\"0 0 %g %g\" role=\"img\" aria-labelledby=\"t%d d%d\" "
			 "xmlns=\"http://www.w3.org/2000/svg\" "
			 "xmlns:xlink=\"http://www.w3.org/1999/xlink\"><title id=\"t%d\">",
			 scene->width, scene->height, number, number, number);
	tally_script_xml(out, scene->title);
	tally_script_add(out, "</title><desc id=\"d%d\">", number);
	tally_script_xml(out, scene->alt);
	tally_script_add(out, "</desc>\n");
	while (at && at < end) {
		if (*at == '<')
			at = copy_tag(&scene->theme, at, end, number, out);
		else
			tally_script_bytes(out, at++, 1);
	}
}
