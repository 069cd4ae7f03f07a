/* rule.h: the little language of accounting rules.
 *
 *   gdp = gdp_primary + gdp_secondary + gdp_tertiary
 *   rd_intensity = rd_expenditure / gdp
 *   gdp_per_capita = gdp / mean(population[-1], population)
 *   gross_industrial_output_scale <= gross_industrial_output
 *   debt = debt[-1] + borrowing - 0.5 * repayment
 *   gdp_nominal = gdp_volume * gdp_deflator
 *
 * rule     := metric ("=" | "<=" | ">=") sum [ "/" group | "*" metric ]
 * sum      := ["-"] item { ("+" | "-") item }      (a group in brackets may stand before "/")
 * item     := [decimal "*"] metric ["[" integer "]"] | "mean(" item {"," item} ")"
 */
#ifndef TALLY_RULE_H
#define TALLY_RULE_H

#include "codes.h"

/** Finds the metric id of a name while a rule is parsed; TALLY_NO_CODE when unknown. */
typedef int32_t (*tally_rule_lookup)(const void *context, const char *text, size_t len);

/** Parses `text` into shape, relation, lhs, terms and denominators of *out (the other fields are
 * left alone). Arrays are malloc'ed: release with tally_rule_release. Errors name the position,
 * what was found and what was expected. */
tally_status tally_rule_parse(const char *text, tally_rule_lookup lookup, const void *context,
			      tally_rule *out, tally_error *err);
void tally_rule_release(tally_rule *rule);

#endif
