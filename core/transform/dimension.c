/* dimension.c: products of base units. */
#include "transform/dimension.h"

#include <stdio.h>
#include <string.h>

static bool multiply_name(tally_dimension *d, const char *name, size_t len, int power)
{
	char key[sizeof d->factors[0].name] = {0};
	memcpy(key, name, len < sizeof key ? len : sizeof key - 1);
	if (strcmp(key, "1") == 0 || key[0] == '\0')
		return true;
	int i = 0;
	while (i < d->n && strcmp(d->factors[i].name, key) < 0)
		i++;
	if (i < d->n && strcmp(d->factors[i].name, key) == 0) {
		d->factors[i].power += power;
		if (d->factors[i].power != 0)
			return true;
		d->n--;
		memmove(&d->factors[i], &d->factors[i + 1],
			(size_t)(d->n - i) * sizeof d->factors[0]);
		return true;
	}
	if (d->n == TALLY_DIMENSION_FACTORS)
		return false;
	memmove(&d->factors[i + 1], &d->factors[i], (size_t)(d->n - i) * sizeof d->factors[0]);
	memcpy(d->factors[i].name, key, sizeof key);
	d->factors[i].power = power;
	d->n++;
	return true;
}

bool tally_dimension_parse(const char *unit, tally_dimension *out)
{
	int power = 1;
	*out = (tally_dimension){0};
	for (const char *at = unit; *at;) {
		size_t len = strcspn(at, "*/");
		if (!multiply_name(out, at, len, power))
			return false;
		at += len;
		if (*at == '/')
			power = -1;
		if (*at)
			at++;
	}
	return true;
}

bool tally_dimension_multiply(const tally_dimension *a, const tally_dimension *b, int sign,
			      tally_dimension *out)
{
	tally_dimension product = *a;
	for (int i = 0; i < b->n; i++)
		if (!multiply_name(&product, b->factors[i].name, strlen(b->factors[i].name),
				   sign * b->factors[i].power))
			return false;
	*out = product;
	return true;
}

bool tally_dimension_equal(const tally_dimension *a, const tally_dimension *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (a->factors[i].power != b->factors[i].power ||
		    strcmp(a->factors[i].name, b->factors[i].name) != 0)
			return false;
	return true;
}

/* All factors of one sign, as often as their power says. */
static size_t print_side(const tally_dimension *d, int sign, char *out, size_t size)
{
	size_t n = 0;
	for (int i = 0; i < d->n; i++)
		for (int k = 0; k < sign * d->factors[i].power; k++) {
			int m = snprintf(out + n, size - n, "%s%s",
					 sign < 0 ? "/"
					 : n      ? "*"
						  : "",
					 d->factors[i].name);
			if (m < 0 || (size_t)m >= size - n)
				return n;
			n += (size_t)m;
		}
	return n;
}

size_t tally_dimension_print(const tally_dimension *d, char out[TALLY_DIMENSION_TEXT])
{
	out[0] = '\0';
	size_t n = print_side(d, 1, out, TALLY_DIMENSION_TEXT);
	if (n == 0) {
		out[n++] = '1';
		out[n] = '\0';
	}
	return n + print_side(d, -1, out + n, TALLY_DIMENSION_TEXT - n);
}
