/* codes_define.c: codes made known as they come, without a row in a list (--define). */
#include "codes_inside.h"

#include <string.h>

bool codes_valid(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > TALLY_CODE_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '-' || c == '.'))
			return false;
	}
	return true;
}

static tally_status check_code(const char *what, const char *code, tally_error *err)
{
	if (codes_valid(code))
		return TALLY_OK;
	return tally_error_set(err, TALLY_EINPUT,
			       "%s \"%s\": expected a code: 1 to 32 of ASCII letters, digits, `_`, "
			       "`-`, `.`",
			       what, code);
}

/* Adds the code and, when nobody has it yet, the name; false: out of memory. */
static bool index_defined(name_index *index, const char *code, const char *name, int32_t id)
{
	int32_t other;
	return id >= 0 && name_index_add(index, code, strlen(code), true, true, id, &other) &&
	       (name == code || name_index_add(index, name, strlen(name), true, true, id, &other));
}

static const char *keep_string(tally_codes *codes, const char *text)
{
	return text ? codes_keep_text(codes, text, strlen(text)) : "";
}

/* A name that is the code is kept once. */
static const char *keep_name(tally_codes *codes, const char *code, const char *name)
{
	return code && name && strcmp(code, name) == 0 ? code : keep_string(codes, name);
}

tally_status tally_codes_define_metric(tally_codes *codes, const char *code, const char *name,
				       const char *base_unit, const char *dimension, int32_t *out,
				       tally_error *err)
{
	if (check_code("metric", code, err) != TALLY_OK)
		return TALLY_EINPUT;
	*out = tally_codes_find_metric(codes, code, strlen(code));
	if (*out != TALLY_NO_CODE)
		return TALLY_OK;
	tally_metric *m = codes_keep(codes, sizeof *m);
	if (!m)
		return tally_error_memory(err);
	const char *kept = keep_string(codes, code);
	*m = (tally_metric){.code = kept,
			    .name_en = keep_name(codes, kept, name),
			    .name_zh = "",
			    .accounting = "",
			    .dimension = keep_string(codes, dimension),
			    .base_unit = keep_string(codes, base_unit),
			    .observed = TALLY_FLOW,
			    .signed_values = true,
			    .drift = 0.02,
			    .provisional = true};
	if (!m->code || !m->name_en || !m->dimension || !m->base_unit)
		return tally_error_memory(err);
	codes_metric_defaults(m);
	*out = code_list_add(&codes->metrics, m, "", 0);
	return index_defined(&codes->metric_names, m->code, m->name_en, *out)
		   ? TALLY_OK
		   : tally_error_memory(err);
}

tally_status tally_codes_define_region(tally_codes *codes, const char *code, const char *name,
				       int32_t *out, tally_error *err)
{
	if (check_code("region", code, err) != TALLY_OK)
		return TALLY_EINPUT;
	*out = tally_codes_find_region(codes, code, strlen(code));
	if (*out != TALLY_NO_CODE)
		return TALLY_OK;
	tally_region *g = codes_keep(codes, sizeof *g);
	if (!g)
		return tally_error_memory(err);
	const char *kept = keep_string(codes, code);
	*g = (tally_region){.code = kept,
			    .name_en = keep_name(codes, kept, name),
			    .name_zh = "",
			    .provisional = true};
	if (!g->code || !g->name_en)
		return tally_error_memory(err);
	*out = code_list_add(&codes->regions, g, "", 0);
	return index_defined(&codes->region_names, g->code, g->name_en, *out)
		   ? TALLY_OK
		   : tally_error_memory(err);
}

tally_status tally_codes_define_unit(tally_codes *codes, const char *text, const char *base,
				     int power, const char *dimension, int32_t *out,
				     tally_error *err)
{
	if (!*text || strlen(text) > TALLY_NAME_MAX)
		return tally_error_set(err, TALLY_EINPUT, "unit: expected 1 to %d bytes, found %zu",
				       TALLY_NAME_MAX, strlen(text));
	*out = tally_codes_find_unit(codes, text, strlen(text));
	if (*out != TALLY_NO_CODE)
		return TALLY_OK;
	tally_unit *u = codes_keep(codes, sizeof *u);
	if (!u)
		return tally_error_memory(err);
	*u = (tally_unit){.text = keep_string(codes, text),
			  .base = keep_string(codes, base),
			  .power = power,
			  .dimension = keep_string(codes, dimension),
			  .provisional = true};
	if (!u->text || !u->base || !u->dimension)
		return tally_error_memory(err);
	int32_t other;
	*out = code_list_add(&codes->units, u, "", 0);
	return *out >= 0 && codes_index_unit(codes, u, *out, &other) ? TALLY_OK
								     : tally_error_memory(err);
}
