#!/bin/sh
# The rights of docs/OPERATIONS.md: one role makes and changes the tables, another does everything else and may do no more;
# and the server proves itself by a certificate, or is not spoken to. Run by test_postgresql.sh, which starts the server.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_postgresql.sh runs this one"; exit 0; }
job_begin pgroles
job_config folder
. "$VALIJA_TEST_PG/pg.env"
schema=${store_url##*%3D}
admin() { psql -q -v ON_ERROR_STOP=1 "postgresql://postgres@${PG_URL#postgresql://valija@}" >"$base/err" 2>&1; }
runner=runner_$$
admin <<-SQL || cat "$base/err"
CREATE ROLE $runner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
GRANT CONNECT ON DATABASE valija TO $runner;
GRANT USAGE ON SCHEMA $schema TO $runner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $schema TO $runner;
SQL
cp "$base/valija.conf" "$base/owner.conf"
sed -i "s|^url = postgresql://valija@|url = postgresql://$runner@|" "$base/valija.conf"
deliver_mails
status 0 "the role that runs does the whole job" v once all
v once all 2>>"$base/log"
is "$(v mail list | lines)" 6 "every mail is on record"
status 0 "it verifies" v verify
status 0 "and makes backups" v backup "$base/copy.tar"
may() { psql -q -v ON_ERROR_STOP=1 "$(sed -n 's/^url = //p' "$base/valija.conf")" -c "$1" >"$base/out" 2>"$base/err"; }
for words in "CREATE TABLE mine (a int)" "DROP TABLE note" "ALTER TABLE note ADD COLUMN mine int" "TRUNCATE event" \
	"CREATE SCHEMA mine" "CREATE ROLE mine"; do
	may "$words" && done=did || done=refused
	is "$done" refused "it may not: $words"
done
admin <<-SQL || cat "$base/err"
UPDATE $schema.schema_version SET version = version - 1;
SQL
status 1 "what only the owner may, a newer program's tables, stops it" v mail list
like "$(cat "$base/err")" '*' "with the server's words"
admin <<-SQL || cat "$base/err"
UPDATE $schema.schema_version SET version = version + 1;
SQL
status 0 "else it goes on" v mail list

# TLS, over the port.
over_tls() { sed -i "s|^url = .*|url = postgresql://valija@localhost:$PG_PORT/valija?$1\&options=-csearch_path%3D$schema|" "$base/valija.conf"; }
over_tls "sslmode=verify-full\&sslrootcert=$PG_CA"
status 0 "a server with a certificate of our CA is spoken to" v mail list
is "$(lines <"$base/out")" 6 "as ever"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$base/other.key" -out "$base/other.pem" \
	-days 2 -subj "/CN=another CA" 2>"$base/err" || cat "$base/err"
over_tls "sslmode=verify-full\&sslrootcert=$base/other.pem"
status 1 "one of another CA is not" v mail list
like "$(cat "$base/err")" '*certificate verify failed*' "it says why"
over_tls "hostaddr=127.0.0.1\&host=db.example\&sslmode=verify-full\&sslrootcert=$PG_CA"
status 1 "nor one of another name" v mail list
like "$(cat "$base/err")" '*does not match host name*' "it says why"
job_finish
