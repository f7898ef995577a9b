#!/bin/sh
# embed_templates.sh FILE...: prints the C of templates/catalog_data.h for files named templates/LANGUAGE/NAME.PART.
set -eu
echo '#include "templates/catalog_data.h"'
n=0
for file; do
	echo "static const unsigned char catalog_bytes_$n[] = {"
	od -An -v -tu1 "$file" | tr -s ' ' ',' | sed 's/^,//; s/$/,/'
	echo '0 };'
	n=$((n + 1))
done
echo 'const CatalogEntry catalog_data[] = {'
n=0
for file; do
	name=${file##*/}
	language=${file%/*}
	printf '{ "%s", "%s", "%s", "%s", catalog_bytes_%d, sizeof catalog_bytes_%d - 1 },\n' \
		"${file#templates/}" "${language##*/}" "${name%.*}" "${name##*.}" $n $n
	n=$((n + 1))
done
echo '};'
echo 'const size_t catalog_data_n = sizeof catalog_data / sizeof catalog_data[0];'
