/* bench_plots.c: draws charts of six lines: bench_plots svg|png|million COUNT FOLDER. */
#include "batch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tally_chart *six_lines(int i)
{
	tally_chart *chart = tally_chart_new("zh");
	chart->title = tally_chart_keep(chart, "国内生产总值：六个地区");
	chart->subtitle = tally_chart_keep(chart, "万亿元，现价，年度");
	tally_panel *panel = tally_chart_add_panel(chart);
	for (int k = 0; k < 6; k++) {
		tally_layer *l = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, k);
		for (int y = 2000; y < 2024; y++)
			tally_layer_point(l, y, (k + 1) * pow(1.08, y - 2000) + i * 0.01, 0);
		l->label = tally_chart_print(chart, "国内生产总值 %d", k);
		l->place = TALLY_LABEL_END;
	}
	return chart;
}

static tally_chart *million(void)
{
	tally_chart *chart = tally_chart_new("en");
	chart->title = tally_chart_keep(chart, "A million points");
	tally_layer *l = tally_panel_add_layer(tally_chart_add_panel(chart), TALLY_SHAPE_LINE, 0);
	for (int i = 0; i < 1000000; i++)
		tally_layer_point(l, i, sin(i / 3e4) + 0.2 * sin(i * 1.7), 0);
	return chart;
}

int main(int argc, char **argv)
{
	enum { MOST = 1000 };
	static tally_batch_chart charts[MOST];
	static char paths[MOST][512];
	tally_theme theme;
	int n = argc == 4 ? atoi(argv[2]) : 0;
	if (n < 1 || n > MOST || tally_theme_find(NULL, NULL, &theme, NULL))
		return 1;
	bool many = strcmp(argv[1], "million") == 0;
	for (int i = 0; i < n; i++) {
		snprintf(paths[i], sizeof paths[i], "%s/tally-%d.%s", argv[3], i,
			 many ? "svg" : argv[1]);
		charts[i] = (tally_batch_chart){.chart = many ? million() : six_lines(i),
						.path = paths[i],
						.width = 960,
						.height = 560};
	}
	size_t failed = tally_batch_write(charts, (size_t)n, &theme, 0);
	for (int i = 0; i < n; i++) {
		if (charts[i].err.status)
			fprintf(stderr, "%s\n", charts[i].err.message);
		tally_chart_free((tally_chart *)(uintptr_t)charts[i].chart);
	}
	return failed > 0;
}
