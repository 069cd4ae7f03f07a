/* theme.c: the looks.
 *
 * The series colours are Okabe and Ito's eight for colour-blind readers (their yellow
 * darkened, or it would not show on white), "tol" is Paul Tol's bright scheme, "grey" is
 * for printers without colour. The heat scale runs through one hue from pale to deep, so that it
 * survives a photocopier. */
#include "theme.h"

#include <math.h>
#include <string.h>

static const tally_theme light = {
    .name = "light",
    .font = "Noto Sans CJK SC",
    .paper = 0xFFFFFF,
    .ink = 0x1B1F24,
    .muted = 0x5B6470,
    .grid = 0xE3E6EA,
    .axis = 0x8A929C,
    .faint = 0xB4BBC4,
    .alert = 0xC4281C,
    .series = {0x0072B2, 0xD55E00, 0x009E73, 0xAA4499, 0xB8860B, 0x3B3B98, 0x56A0D3, 0x7A7A7A},
    .n_series = 8,
    .heat = {0xF3F6FA, 0xC3D7EA, 0x7FAAD0, 0x3A74AA, 0x0B3C6F},
    .title = 21,
    .subtitle = 13.5,
    .label = 12.5,
    .tick = 12,
    .footer = 11,
    .leading = 1.35,
    .pad = 20,
    .gap = 12,
    .line = 2.2,
    .hairline = 1,
    .dot = 3.2,
};

static void darken(tally_theme *t)
{
	static const uint32_t series[8] = {0x58B0E8, 0xF58A3C, 0x2CC79A, 0xD98BC9,
					   0xE3B341, 0x9A9AF0, 0xA5D3F2, 0xB0B0B0};
	static const uint32_t heat[5] = {0x1D2733, 0x23486B, 0x2F75AD, 0x6BAEE0, 0xD6ECFF};
	t->name = "dark";
	t->paper = 0x14181D;
	t->ink = 0xEEF1F4;
	t->muted = 0xA7B0BB;
	t->grid = 0x2A313A;
	t->axis = 0x77818D;
	t->faint = 0x59636F;
	t->alert = 0xFF6B5E;
	memcpy(t->series, series, sizeof series);
	memcpy(t->heat, heat, sizeof heat);
}

static void for_paper(tally_theme *t)
{
	t->name = "print";
	t->ink = 0x000000;
	t->muted = 0x404040;
	t->grid = 0xD8D8D8;
	t->axis = 0x606060;
	t->faint = 0xA0A0A0;
	t->line = 2.4;
}

static const struct {
	const char *name;
	uint32_t series[8];
	int n;
} palettes[] = {
    {"okabe", {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0xB8A000, 0x555555}, 8},
    {"tol", {0x4477AA, 0xEE6677, 0x228833, 0xAA8F00, 0x3AA5C9, 0xAA3377, 0x888888}, 7},
    {"grey", {0x111111, 0x555555, 0x8A8A8A, 0xB0B0B0}, 4},
};
#define N_PALETTES ((int)(sizeof palettes / sizeof *palettes))

static tally_status use_palette(const char *name, tally_theme *t, tally_error *err)
{
	for (int i = 0; i < N_PALETTES; i++)
		if (strcmp(palettes[i].name, name) == 0) {
			memcpy(t->series, palettes[i].series, sizeof palettes[i].series);
			t->n_series = palettes[i].n;
			return TALLY_OK;
		}
	return tally_error_set(err, TALLY_EUSAGE, "palette \"%s\" is not known: okabe, tol or grey",
			       name);
}

tally_status tally_theme_find(const char *name, const char *palette, tally_theme *out,
			      tally_error *err)
{
	*out = light;
	if (!name || strcmp(name, "light") == 0)
		name = "light";
	else if (strcmp(name, "dark") == 0)
		darken(out);
	else if (strcmp(name, "print") == 0)
		for_paper(out);
	else
		return tally_error_set(err, TALLY_EUSAGE,
				       "theme \"%s\" is not known: light, dark or print", name);
	return palette ? use_palette(palette, out, err) : TALLY_OK;
}

tally_theme tally_theme_terminal(const tally_theme *theme, double cell)
{
	tally_theme t = *theme;
	t.ruler.cell = cell;
	t.title = t.subtitle = t.label = t.tick = t.footer = 2 * cell;
	t.leading = 1;
	t.pad = 0;
	t.gap = 2 * cell;
	t.dot = cell / 4;
	t.line = t.hairline = cell / 4;
	return t;
}

uint32_t tally_theme_colour(const tally_theme *theme, int colour)
{
	switch (colour) {
	case TALLY_COLOUR_INK:
		return theme->ink;
	case TALLY_COLOUR_MUTED:
		return theme->muted;
	case TALLY_COLOUR_FAINT:
		return theme->faint;
	case TALLY_COLOUR_ALERT:
		return theme->alert;
	default:
		return theme->series[(unsigned)colour % (unsigned)theme->n_series];
	}
}

static uint32_t mix(uint32_t a, uint32_t b, double t)
{
	uint32_t out = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		double from = a >> shift & 0xFF, to = b >> shift & 0xFF;
		out |= (uint32_t)lround(from + (to - from) * t) << shift;
	}
	return out;
}

uint32_t tally_theme_heat(const tally_theme *theme, double shade)
{
	double place = fmin(fmax(shade, 0), 1) * 4;
	int step = (int)fmin(place, 3);
	return mix(theme->heat[step], theme->heat[step + 1], place - step);
}

uint32_t tally_theme_of(const tally_theme *theme, const tally_layer *layer, const tally_mark *mark)
{
	if (mark && !isnan(mark->shade))
		return tally_theme_heat(theme, mark->shade);
	return isnan(layer->shade) ? tally_theme_colour(theme, layer->colour)
				   : tally_theme_heat(theme, layer->shade);
}

uint32_t tally_theme_letters(const tally_theme *theme, int colour)
{
	uint32_t plain =
	    tally_theme_colour(theme, colour == TALLY_COLOUR_FAINT ? TALLY_COLOUR_MUTED : colour);
	return colour >= 0 ? mix(plain, theme->ink, 0.3) : plain;
}

uint32_t tally_theme_on(uint32_t ground)
{
	double light_there =
	    0.299 * (ground >> 16 & 0xFF) + 0.587 * (ground >> 8 & 0xFF) + 0.114 * (ground & 0xFF);
	return light_there > 140 ? 0x1B1F24 : 0xFFFFFF;
}
