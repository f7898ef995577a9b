#!/bin/sh
# Prints the rows of sat_authorities.c or sat_stamps_*.c from a folder of certificates (DER or PEM), so that new keys
# of SAT can be added: only the numbers of the public keys are kept, not the certificates.
#
#   parsers/gen/sat_keys.sh authorities FOLDER   rows by the hash of the subject's name
#   parsers/gen/sat_keys.sh stamps FOLDER        rows by serial number, in the order that sat_keys.c searches
set -eu
kind=$1
folder=$2

field() { # FILE OPTION: one line of openssl's answer, whatever the form of the file
	openssl x509 -inform DER -in "$1" -noout "$2" 2>/dev/null || openssl x509 -in "$1" -noout "$2" 2>/dev/null
}

day() { # FILE -startdate|-enddate
	date -u -d "$(field "$1" "$2" | cut -d= -f2)" +%F
}

row() { # FILE
	serial=$(field "$1" -serial | cut -d= -f2 | basenc -d --base16)
	exponent=$(openssl x509 -inform DER -in "$1" -noout -text 2>/dev/null | sed -n 's/^ *Exponent: \([0-9]*\).*/\1/p')
	test=false
	case $serial in
	00001*) ;;
	0000000000*) ;;
	*) test=true ;;
	esac
	id=\"$serial\"
	if [ "$kind" = authorities ]; then
		id=\"$(field "$1" -subject_hash)\"
	fi
	printf '\t{ %s, "%s", "%s", %s, %s,\n' "$id" "$(day "$1" -startdate)" "$(day "$1" -enddate)" "$exponent" "$test"
	field "$1" -modulus | cut -d= -f2 | basenc -d --base16 | base64 -w 88 | sed 's/^/\t  "/; s/$/"/; $s/$/ },/'
}

for file in "$folder"/*; do
	row "$file"
done
