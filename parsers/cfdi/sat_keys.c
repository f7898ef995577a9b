#include "parsers/cfdi/sat_keys.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/cfdi/sat_stamps.h"

static int sat_keys_compare(const void *serial, const void *key)
{
	return strcmp(serial, ((const SatKey *)key)->id);
}

const SatKey *sat_keys_stamp(const char *serial)
{
	const struct {
		const SatKey *keys;
		size_t n;
	} groups[] = { { sat_stamps_a, sat_stamps_a_n },
		       { sat_stamps_b, sat_stamps_b_n },
		       { sat_stamps_c, sat_stamps_c_n } };
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		const SatKey *found =
			bsearch(serial, groups[i].keys, groups[i].n, sizeof(SatKey), sat_keys_compare);
		if (found != NULL)
			return found;
	}
	return NULL;
}
