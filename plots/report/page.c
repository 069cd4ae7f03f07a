/* page.c: the sections put into a template. */
#include "report/inline.h"
#include "report/sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char builtin_template[] =
    "<!DOCTYPE html>\n<html lang=\"{{lang}}\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
    "<title>{{title}}</title>\n<style>{{style}}</style>\n</head>\n<body>\n"
    "<a class=\"skip\" href=\"#main\">{{skip}}</a>\n<header><h1>{{title}}</h1>\n"
    "<p>{{subtitle}}</p></header>\n<nav aria-label=\"{{contents-label}}\">{{contents}}</nav>\n"
    "<main id=\"main\" tabindex=\"-1\">\n{{sections}}</main>\n"
    "<footer><p>{{subtitle}}</p></footer>\n{{csv}}<script>{{script}}</script>\n"
    "</body>\n</html>\n";

typedef struct {
	const tally_report *r;
	const tally_doc *d;
	const tally_theme *light, *dark, *print;
	const char *title, *subtitle;
} page;

static void add_section(const tally_doc_section *s, bool markdown, tally_script *out)
{
	const char *body = s->body.text ? s->body.text : "";
	if (markdown) {
		tally_script_add(out, "\n## %s\n\n", s->title);
		tally_script_bytes(out, body, s->body.n);
		return;
	}
	tally_script_add(out, "<section id=\"%s\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">", s->id,
			 s->id, s->id);
	tally_script_xml(out, s->title);
	tally_script_add(out, "</h2>\n");
	tally_script_bytes(out, body, s->body.n);
	tally_script_add(out, "</section>\n");
}

static void add_contents(const page *p, tally_script *out)
{
	tally_script_add(out, "<ul>");
	for (int i = 0; i < p->d->n_sections; i++) {
		tally_script_add(out, "<li><a href=\"#%s\">", p->d->sections[i].id);
		tally_script_xml(out, p->d->sections[i].title);
		tally_script_add(out, "</a></li>");
	}
	tally_script_add(out, "</ul>");
}

/* The variables of three themes; the rest of the sheet only speaks of variables. */
static void add_style(const page *p, tally_script *out)
{
	tally_script_add(out, ":root{color-scheme:light dark;");
	tally_inline_variables(p->light, out);
	tally_script_add(out, "}\n@media (prefers-color-scheme:dark){:root{");
	tally_inline_variables(p->dark, out);
	tally_script_add(out, "}}\n");
	tally_script_bytes(out, tally_report_style, strlen(tally_report_style));
	tally_script_add(out, "\n@media print{:root{color-scheme:light;");
	tally_inline_variables(p->print, out);
	tally_script_add(out, "}}\n");
}

/* The data in a block that browsers do not run; "</" cannot occur in it. */
static void add_csv(const page *p, tally_script *out)
{
	if (!p->r->csv)
		return;
	tally_script_add(out, "<script type=\"text/csv\" id=\"csv\">");
	for (const char *at = p->r->csv; *at;) {
		size_t plain = strcspn(at, "<&");
		tally_script_bytes(out, at, plain);
		at += plain;
		if (*at)
			tally_script_add(out, *at++ == '<' ? "&lt;" : "&amp;");
	}
	tally_script_add(out, "</script>\n");
}

static bool add_named_section(const page *p, const char *id, size_t n, tally_script *out)
{
	static const char *const known[] = {"key",    "trends",    "findings",
					    "safe",   "growth",    "reconciliation",
					    "bounds", "revisions", "data"};
	for (int i = 0; i < p->d->n_sections; i++)
		if (strlen(p->d->sections[i].id) == n && memcmp(p->d->sections[i].id, id, n) == 0) {
			add_section(&p->d->sections[i], false, out);
			return true;
		}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i]) == n && memcmp(known[i], id, n) == 0)
			return true; /* nothing of the kind in this store */
	return false;
}

static bool is(const char *name, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(name, word, n) == 0;
}

static bool fill(const page *p, const char *name, size_t n, tally_script *out)
{
	const char *lang = p->r->lang;
	if (is(name, n, "lang"))
		tally_script_add(out, "%s", tally_say(lang, "en", "zh-CN"));
	else if (is(name, n, "title"))
		tally_script_xml(out, p->title);
	else if (is(name, n, "subtitle"))
		tally_script_xml(out, p->subtitle);
	else if (is(name, n, "skip"))
		tally_script_add(out, "%s", tally_say(lang, "Skip to the content", "跳到正文"));
	else if (is(name, n, "contents-label"))
		tally_script_add(out, "%s", tally_say(lang, "Contents", "目录"));
	else if (is(name, n, "contents"))
		add_contents(p, out);
	else if (is(name, n, "style"))
		add_style(p, out);
	else if (is(name, n, "script"))
		tally_script_bytes(out, tally_report_script, strlen(tally_report_script));
	else if (is(name, n, "csv"))
		add_csv(p, out);
	else if (is(name, n, "sections"))
		for (int i = 0; i < p->d->n_sections; i++)
			add_section(&p->d->sections[i], false, out);
	else if (n > 8 && memcmp(name, "section:", 8) == 0)
		return add_named_section(p, name + 8, n - 8, out);
	else
		return false;
	return true;
}

static tally_status fill_template(const page *p, const char *text, tally_script *out,
				  tally_error *err)
{
	long line = 1;
	for (const char *at = text; *at;) {
		const char *open = strstr(at, "{{");
		if (!open) {
			tally_script_bytes(out, at, strlen(at));
			break;
		}
		for (const char *c = at; c < open; c++)
			line += *c == '\n';
		tally_script_bytes(out, at, (size_t)(open - at));
		const char *close = strstr(open, "}}");
		if (!close)
			return tally_error_set(err, TALLY_EINPUT,
					       "template, line %ld: {{ without }}", line);
		if (!fill(p, open + 2, (size_t)(close - open - 2), out))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "template, line %ld: {{%.*s}} is not known; known "
			    "are lang, title, subtitle, style, contents, "
			    "contents-label, skip, sections, section:ID, csv, "
			    "script",
			    line, (int)(close - open - 2 > 40 ? 40 : close - open - 2), open + 2);
		at = close + 2;
	}
	return TALLY_OK;
}

static void write_sections(const tally_report *r, tally_doc *d)
{
	tally_report_key_figures(r, d);
	tally_report_trends(r, d);
	tally_report_findings(r, d);
	tally_report_safe(r, d);
	tally_report_growth(r, d);
	tally_report_reconciliation(r, d);
	tally_report_bounds(r, d);
	tally_report_revisions(r, d);
	tally_report_data(r, d);
}

static void make_subtitle(const tally_report *r, char *out, size_t size)
{
	char day[TALLY_PERIOD_TEXT];
	tally_day newest = r->as_of;
	for (size_t i = 0; r->as_of == TALLY_DAY_NONE && i < r->claims->n; i++)
		if (r->claims->items[i].published > newest)
			newest = r->claims->items[i].published;
	tally_day_print(newest, day);
	snprintf(out, size,
		 *day ? tally_say(r->lang, "What was published up to %s", "截至%s已公布的数字")
		      : "%s",
		 day);
}

static void write_markdown(const page *p, tally_script *out)
{
	tally_script_add(out, "# %s\n\n%s\n", p->title, p->subtitle);
	for (int i = 0; i < p->d->n_sections; i++)
		add_section(&p->d->sections[i], true, out);
}

tally_status tally_report_write(const tally_report *r, tally_gnuplot *gnuplot, tally_script *out,
				tally_script *complaints, tally_error *err)
{
	tally_theme light, dark, print;
	char subtitle[160];
	if (tally_theme_find("light", NULL, &light, err) ||
	    tally_theme_find("dark", NULL, &dark, err) ||
	    tally_theme_find("print", NULL, &print, err))
		return TALLY_EUSAGE;
	tally_doc d = {
	    .markdown = r->markdown, .lang = r->lang, .gnuplot = gnuplot, .theme = &light};
	write_sections(r, &d);
	make_subtitle(r, subtitle, sizeof subtitle);
	char *title = tally_text_clean(
	    r->title ? r->title
		     : tally_say(r->lang, "The figures, and whether they tally", "数字一览与核对"));
	page p = {r, &d, &light, &dark, &print, title, subtitle};
	tally_status status = TALLY_OK;
	if (!title || tally_doc_failed(&d))
		status = tally_error_memory(err);
	else if (r->markdown)
		write_markdown(&p, out);
	else
		status = fill_template(&p, r->template_text ? r->template_text : builtin_template,
				       out, err);
	if (d.complaints.n)
		tally_script_bytes(complaints, d.complaints.text, d.complaints.n);
	free(title);
	tally_doc_release(&d);
	return status || !out->failed ? status : tally_error_memory(err);
}
