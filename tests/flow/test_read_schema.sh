#!/bin/sh
# read --schema: schemas are compiled before the sandbox is entered, and what a document breaks is a warning.
. "$(dirname "$0")/job.sh"
job_begin schema
mkdir "$base/xsd"
cat >"$base/xsd/DTE.xsd" <<XSD
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.sii.cl/SiiDte">
<xs:include schemaLocation="kinds/Types.xsd"/>
</xs:schema>
XSD
mkdir "$base/xsd/kinds"
sed -e 's/xs:include .*/xs:element name="EnvioDTE"><xs:complexType\/><\/xs:element>/' "$base/xsd/DTE.xsd" >"$base/xsd/kinds/Types.xsd"
printf '<EnvioDTE xmlns="http://www.sii.cl/SiiDte">%s</EnvioDTE>' "$(sed '1{/^<?xml/d;}' "$root/tests/demo/factura-33.xml" |
	sed -n '/<DTE/,/<\/DTE>/p')" >"$base/a.xml"
"$valija" read "$base/a.xml" >"$base/out"
is "$(grep -c '"schema: ' "$base/out")" 0 "no warning without the option"
status 0 "with it a document is read all the same" "$valija" read --schema "$base/xsd" "$base/a.xml"
is "$(json kind <"$base/out")" invoice "as what it is"
like "$(cat "$base/out")" '*"schema: line 1: Element *EnvioDTE*' "and its fault is a warning"
status 2 "a folder that is none" "$valija" read --schema "$base/none" "$base/a.xml"
job_finish
