/*
 * The rows behind sat_keys_stamp(), cut into files of a readable size; each ascending by serial number.
 */
#ifndef PARSERS_SAT_STAMPS_H
#define PARSERS_SAT_STAMPS_H

#include "parsers/cfdi/sat_keys.h"

extern const SatKey sat_stamps_a[], sat_stamps_b[], sat_stamps_c[];
extern const size_t sat_stamps_a_n, sat_stamps_b_n, sat_stamps_c_n;

#endif
