/* write_xlsx.c: a frame as an Excel workbook, by libxlsxwriter.
 *
 * Sheet Data holds the frame with a frozen header and a filter, numbers in formats of their printed
 * decimals. Sheet Metadata says of each variable what it is, and where the figures come from. Where
 * columns (periods, panel of one region) or rows (wide) are series, the first few are drawn as a
 * native chart. Texts are written as strings, so none is ever run as a formula. The date of
 * creation is fixed. */
#include "export/write.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define SHEET_ROWS    1048575 /* below the header */
#define SHEET_COLUMNS 16384
#define CHART_SERIES  8
#define FORMATS       16 /* decimals 0 .. 14, and as it comes */

typedef struct {
	const tally_dataset *f;
	const tally_write_options *o;
	lxw_workbook *book;
	lxw_worksheet *data, *meta;
	lxw_format *head, *number_head, *day, *year, *numbers[FORMATS];
} xlsx;

/* --- formats --------------------------------------------------------------------------------- */

static lxw_format *number_format(xlsx *x, int decimals)
{
	int i = decimals < 0 || decimals >= FORMATS - 1 ? FORMATS - 1 : decimals;
	char text[40] = "#,##0";

	if (x->numbers[i] != NULL)
		return x->numbers[i];
	x->numbers[i] = workbook_add_format(x->book);
	if (i == FORMATS - 1)
		strcpy(text, "General");
	else if (i > 0)
		snprintf(text, sizeof text, "#,##0.%.*s", i, "000000000000000");
	format_set_num_format(x->numbers[i], text);
	return x->numbers[i];
}

static void make_formats(xlsx *x)
{
	x->head = workbook_add_format(x->book);
	format_set_bold(x->head);
	format_set_bottom(x->head, LXW_BORDER_THIN);
	format_set_text_wrap(x->head);
	format_set_align(x->head, LXW_ALIGN_VERTICAL_TOP);
	x->number_head = workbook_add_format(x->book);
	format_set_bold(x->number_head);
	format_set_bottom(x->number_head, LXW_BORDER_THIN);
	format_set_text_wrap(x->number_head);
	format_set_align(x->number_head, LXW_ALIGN_VERTICAL_TOP);
	format_set_align(x->number_head, LXW_ALIGN_RIGHT);
	x->day = workbook_add_format(x->book);
	format_set_num_format(x->day, "yyyy-mm-dd");
	format_set_align(x->day, LXW_ALIGN_LEFT);
	x->year = workbook_add_format(x->book);
	format_set_align(x->year,
			 LXW_ALIGN_LEFT); /* under its head, as the texts of other periods */
}

#define PAGE_WIDTH 240 /* characters across a page that can still be read */

/* On paper: A4 across, as wide as the page unless that is too much for it, the head on each. */
static void set_paper(lxw_worksheet *sheet, bool repeat_head, double width)
{
	worksheet_set_paper(sheet, 9);
	worksheet_set_landscape(sheet);
	if (width <= PAGE_WIDTH)
		worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_footer(sheet, "&C&P / &N");
	if (repeat_head)
		worksheet_repeat_rows(sheet, 0, 0);
}

/* --- cells ------------------------------------------------------------------------------------ */

static lxw_error put_day(xlsx *x, lxw_row_t row, lxw_col_t col, tally_day day)
{
	lxw_datetime date = {0};

	if (day == TALLY_DAY_NONE)
		return LXW_NO_ERROR;
	tally_day_split(day, &date.year, &date.month, &date.day);
	if (date.year < 1900) { /* before Excel's calendar */
		char text[TALLY_PERIOD_TEXT];
		tally_day_print(day, text);
		return worksheet_write_string(x->data, row, col, text, NULL);
	}
	return worksheet_write_datetime(x->data, row, col, &date, x->day);
}

static lxw_error put_period(xlsx *x, lxw_row_t row, lxw_col_t col, tally_period p)
{
	char text[TALLY_PERIOD_TEXT];

	tally_period_print(p, text);
	if (tally_period_frequency(p) == TALLY_FREQ_YEAR)
		return worksheet_write_number(x->data, row, col, strtod(text, NULL), x->year);
	return worksheet_write_string(x->data, row, col, text, NULL);
}

static lxw_error put_cell(xlsx *x, const tally_column *c, size_t i, lxw_row_t row, lxw_col_t col)
{
	switch (c->kind) {
	case TALLY_COLUMN_NUMBER:
		if (!isfinite(c->numbers[i]))
			return LXW_NO_ERROR;
		return worksheet_write_number(x->data, row, col, c->numbers[i],
					      number_format(x, c->decimals));
	case TALLY_COLUMN_DAY:
		return put_day(x, row, col, c->days[i]);
	case TALLY_COLUMN_PERIOD:
		return put_period(x, row, col, c->periods[i]);
	case TALLY_COLUMN_TEXT:
		break;
	}
	const char *text = tally_dataset_text(x->f, c, i);
	return *text != '\0' ? worksheet_write_string(x->data, row, col, text, NULL) : LXW_NO_ERROR;
}

/* Characters of the longest number as the format shows it: 1,234,567.8. */
static double number_width(const tally_column *c, size_t n)
{
	double largest = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(c->numbers[i]))
			largest = fmax(largest, fabs(c->numbers[i]));
	double digits = largest < 1 ? 1 : floor(log10(largest)) + 1;
	double decimals = c->decimals < 0 || c->decimals >= FORMATS - 1 ? 0 : c->decimals;
	return 1 + digits + floor((digits - 1) / 3) + (decimals > 0 ? 1 + decimals : 0);
}

static double column_width(const tally_column *c, size_t n)
{
	size_t head = strlen(c->head);
	double least = c->kind == TALLY_COLUMN_NUMBER ? fmax(9, number_width(c, n)) : 10;

	return fmax((double)(head < 28 ? head : 28), least) + 2;
}

static lxw_error put_data(xlsx *x)
{
	const tally_dataset *f = x->f;
	lxw_error e = LXW_NO_ERROR;
	double all = 0;

	for (int i = 0; i < f->n_columns && e == LXW_NO_ERROR; i++) {
		const tally_column *c = &f->columns[i];
		lxw_col_t col = (lxw_col_t)i;
		double width = column_width(c, f->n);
		worksheet_set_column(x->data, col, col, width, NULL);
		all += width;
		e = worksheet_write_string(x->data, 0, col, c->head,
					   c->kind == TALLY_COLUMN_NUMBER ? x->number_head
									  : x->head);
	}
	for (size_t row = 0; row < f->n && e == LXW_NO_ERROR; row++)
		for (int i = 0; i < f->n_columns && e == LXW_NO_ERROR; i++)
			e = put_cell(x, &f->columns[i], row, (lxw_row_t)(row + 1), (lxw_col_t)i);
	lxw_col_t keys = 0;
	while (keys < f->n_columns && !f->columns[keys].figures && keys < 8)
		keys++;
	worksheet_freeze_panes(x->data, 1, keys < 8 ? keys : 0);
	if (keys > 0 && keys < f->n_columns)
		worksheet_repeat_columns(x->data, 0, (lxw_col_t)(keys - 1));
	set_paper(x->data, true, all);
	if (f->n > 0 && f->n_columns > 0)
		worksheet_autofilter(x->data, 0, 0, (lxw_row_t)f->n, (lxw_col_t)(f->n_columns - 1));
	return e;
}

/* --- metadata ----------------------------------------------------------------------------------
 */

static lxw_error put_line(xlsx *x, lxw_row_t row, const char *const *cells, int n,
			  lxw_format *format)
{
	lxw_error e = LXW_NO_ERROR;
	for (int i = 0; i < n && e == LXW_NO_ERROR; i++)
		if (*cells[i] != '\0')
			e = worksheet_write_string(x->meta, row, (lxw_col_t)i, cells[i], format);
	return e;
}

/* The codes of a column with their names, each once. */
static lxw_error put_codes(xlsx *x, const tally_column *c, lxw_row_t *row)
{
	bool *seen = calloc((size_t)x->f->texts.n + 1, sizeof *seen);
	lxw_error e = seen == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED : LXW_NO_ERROR;

	for (size_t i = 0; i < x->f->n && e == LXW_NO_ERROR; i++) {
		const char *code = tally_dataset_text(x->f, c, i);
		if (seen[c->texts[i]])
			continue;
		seen[c->texts[i]] = true;
		const char *cells[] = {c->name, code, tally_dataset_name(x->f, c, code, "en"),
				       tally_dataset_name(x->f, c, code, "zh")};
		e = put_line(x, (*row)++, cells, 4, NULL);
	}
	free(seen);
	return e;
}

static lxw_error put_metadata(xlsx *x)
{
	static const char *const heads[] = {"Variable / 变量", "Code / 代码", "Label", "标签",
					    "Unit / 单位"};
	lxw_row_t row = 0;
	lxw_error e = LXW_NO_ERROR;

	worksheet_set_column(x->meta, 0, 1, 24, NULL);
	worksheet_set_column(x->meta, 2, 3, 48, NULL);
	worksheet_set_column(x->meta, 4, 4, 14, NULL);
	for (int i = 0; i < x->o->n_notes && e == LXW_NO_ERROR; i++) {
		const char *cells[] = {x->o->notes[i].key, x->o->notes[i].value};
		e = put_line(x, row++, cells, 2, NULL);
	}
	row++;
	if (e == LXW_NO_ERROR)
		e = put_line(x, row++, heads, 5, x->head);
	for (int i = 0; i < x->f->n_columns && e == LXW_NO_ERROR; i++) {
		const tally_column *c = &x->f->columns[i];
		const char *cells[] = {c->name, c->head, c->label_en, c->label_zh, c->unit};
		e = put_line(x, row++, cells, 5, NULL);
		if (e == LXW_NO_ERROR && c->list != TALLY_LIST_NONE)
			e = put_codes(x, c, &row);
	}
	return e;
}

/* --- chart ---------------------------------------------------------------------------------------
 */

static bool one_unit(const tally_dataset *f)
{
	if (f->unit_column < 0)
		return true;
	for (size_t i = 1; i < f->n; i++)
		if (f->columns[f->unit_column].texts[i] != f->columns[f->unit_column].texts[0])
			return false;
	return true;
}

/* What a reader of the legend knows: the name of a region or metric whose code stands above a
 * column. */
static const char *head_name(const xlsx *x, const char *head)
{
	const tally_codes *codes = x->f->codes;
	int32_t region = tally_codes_find_region(codes, head, strlen(head));
	int32_t metric = tally_codes_find_metric(codes, head, strlen(head));

	if (region != TALLY_NO_CODE)
		return tally_region_name(tally_codes_region(codes, region), x->o->lang);
	if (metric != TALLY_NO_CODE)
		return tally_metric_name(tally_codes_metric(codes, metric), x->o->lang);
	return head;
}

/* Only columns of the first one's unit share an axis. */
static int chart_columns(xlsx *x, lxw_chart *chart)
{
	const tally_dataset *f = x->f;
	const char *unit = NULL;
	int n = 0;
	lxw_row_t last = (lxw_row_t)f->n;
	lxw_col_t time = (lxw_col_t)f->time_column;

	for (int i = 0; i < f->n_columns && n < CHART_SERIES; i++) {
		const tally_column *c = &f->columns[i];
		if (!c->figures || (unit != NULL && strcmp(unit, c->unit) != 0))
			continue;
		unit = c->unit;
		lxw_chart_series *s = chart_add_series(chart, NULL, NULL);
		chart_series_set_categories(s, "Data", 1, time, last, time);
		chart_series_set_values(s, "Data", 1, (lxw_col_t)i, last, (lxw_col_t)i);
		chart_series_set_name(s, head_name(x, c->head));
		n++;
	}
	if (unit != NULL && *unit != '\0' && strcmp(unit, "1") != 0)
		chart_axis_set_name(chart->y_axis, unit);
	return n;
}

static const tally_column *text_column(const tally_dataset *f, const char *name)
{
	for (int i = 0; i < f->n_columns; i++)
		if (f->columns[i].kind == TALLY_COLUMN_TEXT &&
		    strcmp(f->columns[i].name, name) == 0)
			return &f->columns[i];
	return NULL;
}

static void name_row(const xlsx *x, lxw_chart_series *s, size_t row)
{
	const tally_column *metric = text_column(x->f, "metric");
	const tally_column *region = text_column(x->f, "region");
	char name[300];

	snprintf(
	    name, sizeof name, "%s, %s",
	    tally_dataset_name(x->f, metric, tally_dataset_text(x->f, metric, row), x->o->lang),
	    tally_dataset_name(x->f, region, tally_dataset_text(x->f, region, row), x->o->lang));
	chart_series_set_name(s, name);
}

/* Rows of the first one's unit and measure. */
static int chart_rows(xlsx *x, lxw_chart *chart)
{
	const tally_dataset *f = x->f;
	const tally_column *unit = text_column(f, "unit"), *measure = text_column(f, "measure");
	lxw_col_t first = 0, last = (lxw_col_t)(f->n_columns - 1);
	int n = 0;

	while (first < f->n_columns && !f->columns[first].figures)
		first++;
	if (first >= last)
		return 0;
	for (size_t i = 0; i < f->n && n < CHART_SERIES; i++) {
		if (unit->texts[i] != unit->texts[0] || measure->texts[i] != measure->texts[0])
			continue;
		lxw_row_t row = (lxw_row_t)(i + 1);
		lxw_chart_series *s = chart_add_series(chart, NULL, NULL);
		chart_series_set_categories(s, "Data", 0, first, 0, last);
		chart_series_set_values(s, "Data", row, first, row, last);
		name_row(x, s, i);
		n++;
	}
	const char *text = tally_dataset_text(f, unit, 0);
	if (strcmp(text, "1") != 0)
		chart_axis_set_name(chart->y_axis, text);
	return n;
}

/* Ticks of small figures want their decimals; those of large ones the marks of thousands. */
static const char *tick_format(const tally_dataset *f)
{
	double largest = 0;

	for (int i = 0; i < f->n_columns; i++)
		for (size_t row = 0; f->columns[i].figures && row < f->n; row++)
			if (isfinite(f->columns[i].numbers[row]))
				largest = fmax(largest, fabs(f->columns[i].numbers[row]));
	return largest >= 1000 ? "#,##0" : "General";
}

static void put_chart(xlsx *x)
{
	const tally_dataset *f = x->f;
	bool rows = f->time_column < 0, columns = f->time_column >= 0 && one_unit(f);

	/* In `long` one column holds all series: a line through them says nothing. */
	for (int i = 0; columns && i < f->n_columns; i++)
		if (strcmp(f->columns[i].name, "measure") == 0)
			columns = false;
	if (f->n < 2 || (!rows && !columns))
		return;
	lxw_chart *chart = workbook_add_chart(x->book, LXW_CHART_LINE);
	if (chart == NULL || (rows ? chart_rows(x, chart) : chart_columns(x, chart)) == 0)
		return;
	if (x->o->title != NULL)
		chart_title_set_name(chart, x->o->title);
	else
		chart_title_off(chart);
	chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	chart_axis_set_num_format(chart->y_axis, tick_format(f));
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, "Chart");
	lxw_chart_options size = {.x_scale = 1.9, .y_scale = 1.7};
	worksheet_insert_chart_opt(sheet, 0, 0, chart, &size);
	set_paper(sheet, false, 0);
}

/* --- the file ------------------------------------------------------------------------------------
 */

static tally_status check_size(const tally_dataset *f, tally_error *err)
{
	if (f->n <= SHEET_ROWS && f->n_columns <= SHEET_COLUMNS)
		return TALLY_OK;
	return tally_error_set(err, TALLY_EUSAGE,
			       "%zu rows of %d columns do not fit an Excel sheet (%d by %d): "
			       "choose fewer, or another format",
			       f->n, f->n_columns, SHEET_ROWS, SHEET_COLUMNS);
}

static lxw_error fill(xlsx *x)
{
	/* 2000-01-01: the same figures give the same file. */
	lxw_doc_properties properties = {.title =
					     (char *)(uintptr_t)(x->o->title ? x->o->title : ""),
					 .comments = "written by tally",
					 .created = 946684800};

	workbook_set_properties(x->book, &properties);
	make_formats(x);
	x->data = workbook_add_worksheet(x->book, "Data");
	x->meta = workbook_add_worksheet(x->book, "Metadata");
	if (x->data == NULL || x->meta == NULL)
		return LXW_ERROR_MEMORY_MALLOC_FAILED;
	set_paper(x->meta, false, 0);
	lxw_error e = put_data(x);
	if (e == LXW_NO_ERROR)
		e = put_metadata(x);
	if (e == LXW_NO_ERROR)
		put_chart(x);
	return e;
}

tally_status tally_write_xlsx(const tally_dataset *f, const tally_write_options *o,
			      const char *path, tally_error *err)
{
	xlsx x = {.f = f, .o = o};
	tally_status status = check_size(f, err);

	if (status != TALLY_OK)
		return status;
	x.book = workbook_new(path);
	if (x.book == NULL)
		return tally_error_memory(err);
	lxw_error filled = fill(&x);
	errno = 0;
	lxw_error closed = workbook_close(x.book); /* frees it, too */
	lxw_error e = filled != LXW_NO_ERROR ? filled : closed;
	if (e != LXW_NO_ERROR)
		return tally_error_set(err, TALLY_ESYSTEM, "cannot write the workbook: %s%s%s",
				       lxw_strerror(e), errno != 0 ? ": " : "",
				       errno != 0 ? strerror(errno) : "");
	return TALLY_OK;
}
