/* chart.c: building and freeing chart descriptions. */
#include "chart.h"

#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more item in an array that doubles; NULL when out of memory (the array stays). */
static void *grown(void *items, size_t n, size_t *capacity, size_t size)
{
	if (n < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 8;
	if (wanted > SIZE_MAX / size)
		return NULL;
	void *more = realloc(items, wanted * size);
	if (more)
		*capacity = wanted;
	return more;
}

tally_chart *tally_chart_new(const char *lang)
{
	tally_chart *chart = calloc(1, sizeof *chart);
	if (!chart)
		return NULL;
	chart->lang = lang && strncmp(lang, "zh", 2) == 0 ? "zh" : "en";
	chart->columns = 1;
	chart->spare_panel.chart = chart;
	chart->spare_layer.chart = chart;
	return chart;
}

static void free_panel(tally_panel *panel)
{
	for (size_t i = 0; i < panel->n_layers; i++) {
		free(panel->layers[i]->marks);
		free(panel->layers[i]);
	}
	free(panel->layers);
	free(panel->events);
	free(panel->x.names);
	free(panel->y.names);
	free(panel);
}

void tally_chart_free(tally_chart *chart)
{
	if (!chart)
		return;
	for (size_t i = 0; i < chart->n_panels; i++)
		free_panel(chart->panels[i]);
	for (size_t i = 0; i < chart->n_texts; i++)
		free(chart->texts[i]);
	free(chart->panels);
	free(chart->texts);
	free(chart);
}

static void axis_default(tally_axis *axis)
{
	*axis = (tally_axis){.lo = NAN, .hi = NAN, .line = NAN};
}

tally_panel *tally_chart_add_panel(tally_chart *chart)
{
	tally_panel *panel = chart->failed ? NULL : calloc(1, sizeof *panel);
	void *more =
	    panel ? grown(chart->panels, chart->n_panels, &chart->cap_panels, sizeof *chart->panels)
		  : NULL;
	if (!more) {
		chart->failed = true;
		free(panel);
		return &chart->spare_panel;
	}
	chart->panels = more;
	chart->panels[chart->n_panels++] = panel;
	panel->chart = chart;
	panel->weight = 1;
	axis_default(&panel->x);
	axis_default(&panel->y);
	return panel;
}

tally_layer *tally_panel_add_layer(tally_panel *panel, tally_shape shape, int colour)
{
	tally_chart *chart = panel->chart;
	tally_layer *layer = chart->failed ? NULL : calloc(1, sizeof *layer);
	void *more =
	    layer ? grown(panel->layers, panel->n_layers, &panel->cap_layers, sizeof *panel->layers)
		  : NULL;
	if (!more) {
		chart->failed = true;
		free(layer);
		return &chart->spare_layer;
	}
	panel->layers = more;
	panel->layers[panel->n_layers++] = layer;
	*layer = (tally_layer){.chart = chart,
			       .shape = shape,
			       .colour = colour,
			       .opacity = 1,
			       .width = 1,
			       .shade = NAN};
	return layer;
}

void tally_layer_add(tally_layer *layer, tally_mark mark)
{
	tally_chart *chart = layer->chart;
	if (chart->failed)
		return;
	tally_mark *more = grown(layer->marks, layer->n, &layer->capacity, sizeof *more);
	if (!more) {
		chart->failed = true;
		return;
	}
	layer->marks = more;
	mark.label = tally_chart_keep(chart, mark.label);
	layer->marks[layer->n++] = mark;
}

void tally_layer_point(tally_layer *layer, double x, double y, unsigned marks)
{
	tally_layer_add(
	    layer,
	    (tally_mark){
		.x = x, .y = y, .x2 = NAN, .y2 = NAN, .shade = NAN, .marks = (uint8_t)marks});
}

void tally_layer_span(tally_layer *layer, double x, double y, double x2, double y2)
{
	tally_layer_add(layer, (tally_mark){.x = x, .y = y, .x2 = x2, .y2 = y2, .shade = NAN});
}

void tally_panel_add_event(tally_panel *panel, double x, const char *text)
{
	tally_chart *chart = panel->chart;
	if (chart->failed)
		return;
	tally_event *more = grown(panel->events, panel->n_events, &panel->cap_events, sizeof *more);
	if (!more) {
		chart->failed = true;
		return;
	}
	panel->events = more;
	panel->events[panel->n_events++] =
	    (tally_event){.x = x, .text = tally_chart_keep(chart, text)};
}

void tally_axis_add_name(tally_chart *chart, tally_axis *axis, const char *name)
{
	if (chart->failed)
		return;
	const char *copy = tally_chart_keep(chart, name);
	const char **more = realloc(axis->names, (axis->n_names + 1) * sizeof *more);
	if (!more) {
		chart->failed = true;
		return;
	}
	axis->names = more;
	axis->names[axis->n_names++] = copy;
}

/* Takes the text over; "" after a failure. */
static const char *keep_own(tally_chart *chart, char *text)
{
	void *more = text && !chart->failed ? grown(chart->texts, chart->n_texts, &chart->cap_texts,
						    sizeof *chart->texts)
					    : NULL;
	if (!more) {
		chart->failed = true;
		free(text);
		return "";
	}
	chart->texts = more;
	return chart->texts[chart->n_texts++] = text;
}

const char *tally_chart_keep(tally_chart *chart, const char *text)
{
	return text ? keep_own(chart, tally_text_clean(text)) : NULL;
}

const char *tally_chart_print(tally_chart *chart, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	char *text = length < 0 ? NULL : malloc((size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(args);
	const char *kept = text ? tally_chart_keep(chart, text) : keep_own(chart, NULL);
	free(text);
	return kept;
}

size_t tally_chart_count_marks(const tally_chart *chart)
{
	size_t n = 0;
	for (size_t p = 0; p < chart->n_panels; p++)
		for (size_t i = 0; i < chart->panels[p]->n_layers; i++)
			n += chart->panels[p]->layers[i]->n;
	return n;
}
