/* doc.c: headings, tables and charts in HTML and Markdown. */
#include "report/doc.h"

#include "format.h"
#include "report/inline.h"
#include "term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_doc_release(tally_doc *d)
{
	for (int i = 0; i < d->n_sections; i++)
		free(d->sections[i].body.text);
	free(d->complaints.text);
	d->n_sections = 0;
	d->complaints = (tally_script){0};
}

bool tally_doc_failed(const tally_doc *d)
{
	bool failed = d->complaints.failed;
	for (int i = 0; i < d->n_sections; i++)
		failed |= d->sections[i].body.failed;
	return failed;
}

tally_script *tally_doc_body(tally_doc *d)
{
	return &d->sections[d->n_sections - 1].body;
}

/* Markdown's own characters made harmless; < and & as entities, for viewers that pass HTML on. */
static void add_markdown(tally_script *s, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			tally_script_add(s, "&lt;");
		else if (*text == '&')
			tally_script_add(s, "&amp;");
		else if (strchr("\\`*_[]#|!~", *text))
			tally_script_add(s, "\\%c", *text);
		else
			tally_script_bytes(s, text, 1);
	}
}

static void add_text(tally_doc *d, const char *text)
{
	char *clean = tally_text_clean(text);
	tally_script *s = tally_doc_body(d);
	if (!clean)
		s->failed = true;
	else if (d->markdown)
		add_markdown(s, clean);
	else
		tally_script_xml(s, clean);
	free(clean);
}

/* Opening and closing words around a text, by format. */
static void wrap(tally_doc *d, const char *html_open, const char *md_open, const char *text,
		 const char *html_close, const char *md_close)
{
	tally_script *s = tally_doc_body(d);
	tally_script_add(s, "%s", d->markdown ? md_open : html_open);
	add_text(d, text);
	tally_script_add(s, "%s\n", d->markdown ? md_close : html_close);
}

void tally_doc_begin(tally_doc *d, const char *id, const char *title)
{
	if (d->n_sections < TALLY_DOC_SECTIONS)
		d->n_sections++;
	d->sections[d->n_sections - 1] = (tally_doc_section){.id = id, .title = title};
}

void tally_doc_heading(tally_doc *d, const char *text)
{
	wrap(d, "<h3>", "\n### ", text, "</h3>", "\n");
}

void tally_doc_paragraph(tally_doc *d, const char *text)
{
	wrap(d, "<p>", "", text, "</p>", "\n");
}

void tally_doc_list(tally_doc *d, bool start)
{
	tally_script_add(tally_doc_body(d), "%s\n", d->markdown ? "" : start ? "<ul>" : "</ul>");
}

void tally_doc_item(tally_doc *d, const char *label, const char *text)
{
	tally_script *s = tally_doc_body(d);
	tally_script_add(s, d->markdown ? "- " : "<li>");
	if (*label) {
		tally_script_add(s, d->markdown ? "**" : "<b>");
		add_text(d, label);
		tally_script_add(s, d->markdown ? "** " : "</b> ");
	}
	add_text(d, text);
	tally_script_add(s, d->markdown ? "\n" : "</li>\n");
}

void tally_doc_note(tally_doc *d, const char *kind, const char *title)
{
	tally_script *s = tally_doc_body(d);
	if (!d->markdown)
		tally_script_add(s, "<article class=\"note %s\">", kind);
	wrap(d, "<h4>", "\n**", title, "</h4>", "**\n");
}

void tally_doc_note_end(tally_doc *d)
{
	tally_script_add(tally_doc_body(d), d->markdown ? "\n" : "</article>\n");
}

void tally_doc_card(tally_doc *d, const char *value, const char *name, const char *remark)
{
	tally_script *s = tally_doc_body(d);
	tally_script_add(s, d->markdown ? "- **" : "<div class=\"card\"><dt>");
	add_text(d, d->markdown ? value : name);
	tally_script_add(s, d->markdown ? "** " : "</dt><dd><strong>");
	add_text(d, d->markdown ? name : value);
	tally_script_add(s, d->markdown ? " " : "</strong><span>");
	add_text(d, remark);
	tally_script_add(s, d->markdown ? "\n" : "</span></dd></div>\n");
}

/* --- tables ------------------------------------------------------------------------- */

static void html_table_head(tally_doc *d, const char *caption, const char *const *heads)
{
	tally_script *s = tally_doc_body(d);
	int id = ++d->tables;
	tally_script_add(s,
			 "<div class=\"tools\"><label for=\"filter%d\">%s</label> <input "
			 "type=\"search\" id=\"filter%d\" data-table=\"table%d\"> <button "
			 "type=\"button\" data-csv=\"table%d\">%s</button></div>\n<div "
			 "class=\"scroll\" tabindex=\"0\" role=\"region\" "
			 "aria-labelledby=\"caption%d\"><table id=\"table%d\"><caption "
			 "id=\"caption%d\">",
			 id, tally_say(d->lang, "Filter", "筛选"), id, id, id,
			 tally_say(d->lang, "Download as CSV", "下载CSV"), id, id, id);
	add_text(d, caption);
	tally_script_add(s, "</caption><thead><tr>");
	for (int i = 0; i < d->columns; i++) {
		tally_script_add(s, "<th scope=\"col\"%s><button type=\"button\">",
				 d->numeric[i] ? " class=\"r\"" : "");
		add_text(d, heads[i]);
		tally_script_add(s, "</button></th>");
	}
	tally_script_add(s, "</tr></thead><tbody>\n");
}

void tally_doc_table(tally_doc *d, const char *caption, int n, const char *const *heads,
		     const char *align)
{
	d->columns = n < TALLY_DOC_COLUMNS ? n : TALLY_DOC_COLUMNS;
	for (int i = 0; i < d->columns; i++)
		d->numeric[i] = align[i] == 'r';
	if (!d->markdown) {
		html_table_head(d, caption, heads);
		return;
	}
	tally_doc_paragraph(d, caption);
	tally_doc_row(d, heads);
	for (int i = 0; i < d->columns; i++)
		tally_script_add(tally_doc_body(d), d->numeric[i] ? "| ---: " : "| --- ");
	tally_script_add(tally_doc_body(d), "|\n");
}

void tally_doc_row(tally_doc *d, const char *const *cells)
{
	tally_script *s = tally_doc_body(d);
	tally_script_add(s, d->markdown ? "" : "<tr>");
	for (int i = 0; i < d->columns; i++) {
		tally_script_add(s, "%s",
				 d->markdown     ? "| "
				 : d->numeric[i] ? "<td class=\"r\">"
						 : "<td>");
		add_text(d, cells[i]);
		tally_script_add(s, d->markdown ? " " : "</td>");
	}
	tally_script_add(s, d->markdown ? "|\n" : "</tr>\n");
}

void tally_doc_table_end(tally_doc *d)
{
	tally_script_add(tally_doc_body(d), d->markdown ? "\n" : "</tbody></table></div>\n");
}

/* --- charts -------------------------------------------------------------------------- */

/* An indented block of code: unlike a fenced one, no text in it can end it. */
static void add_indented(tally_script *s, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		tally_script_add(s, "    %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static tally_status chart_as_text(tally_doc *d, const tally_chart *chart, tally_error *err)
{
	tally_scene scene;
	tally_script *s = tally_doc_body(d), text = {0};
	tally_theme cells = tally_theme_terminal(d->theme, TALLY_CELL_WIDTH);
	tally_status status = tally_scene_lay_out(chart, &cells, 96 * TALLY_CELL_WIDTH,
						  24 * TALLY_CELL_HEIGHT, &scene, err);
	if (!status)
		status = tally_term_draw(&scene, TALLY_TERM_BRAILLE, false, &text, err);
	if (!status) {
		if (d->markdown) {
			add_indented(s, text.text);
			tally_script_add(s, "\n");
		} else {
			tally_script_add(s, "<pre class=\"chart\">");
			tally_script_xml(s, text.text);
			tally_script_add(s, "</pre>\n");
		}
	}
	free(text.text);
	tally_scene_release(&scene);
	return status;
}

static tally_status chart_as_svg(tally_doc *d, const tally_chart *chart, double width,
				 double height, tally_error *err)
{
	tally_scene scene;
	char *svg = NULL;
	size_t n = 0;
	tally_status status = tally_scene_lay_out(chart, d->theme, width, height, &scene, err);
	if (!status)
		status = tally_gnuplot_draw(d->gnuplot, &scene, TALLY_PICTURE_SVG, &svg, &n, err);
	if (!status) {
		tally_script_add(tally_doc_body(d), "<figure tabindex=\"0\">");
		tally_inline_svg(&scene, svg, n, ++d->charts, tally_doc_body(d));
		tally_script_add(tally_doc_body(d), "</figure>\n");
	}
	free(svg);
	tally_scene_release(&scene);
	return status;
}

void tally_doc_chart(tally_doc *d, const tally_chart *chart, double width, double height)
{
	tally_error err = {0};
	tally_status status = d->markdown || !d->gnuplot
				  ? chart_as_text(d, chart, &err)
				  : chart_as_svg(d, chart, width, height, &err);
	if (!status)
		return;
	tally_script_add(&d->complaints, "%s: %s\n", chart->title ? chart->title : "", err.message);
	tally_doc_note(d, "alert", tally_say(d->lang, "A chart is missing", "缺少一幅图"));
	tally_doc_paragraph(d, err.message);
	tally_doc_note_end(d);
}
