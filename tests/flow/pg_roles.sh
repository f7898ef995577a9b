#!/bin/sh
# The rights of docs/OPERATIONS.md: one role makes and changes the tables, another does everything else and may do no more;
# and the server proves itself by a certificate, or is not spoken to. Run by test_pg_server.sh, which starts the server.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_pg_server.sh runs this one"; exit 0; }
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
like "$(cat "$base/err")" '*tables are older*owner*permission denied*' "with the server's words"
admin <<-SQL || cat "$base/err"
UPDATE $schema.schema_version SET version = version + 1;
SQL
status 0 "else it goes on" v mail list
admin <<-SQL || cat "$base/err"
UPDATE $schema.schema_version SET version = version + 1;
SQL
status 1 "older than the tables it stops too" v mail list
like "$(cat "$base/err")" '*this program knows*install the newer program*' "and says what is wanted"
admin <<-SQL || cat "$base/err"
UPDATE $schema.schema_version SET version = version - 1;
REVOKE SELECT ON $schema.schema_version FROM $runner;
SQL
for verb in "mail list" "restore $base/copy.tar"; do
	status 1 "a role that may not read is stopped: $verb" v $verb
	like "$(cat "$base/err")" '*permission denied*' "and hears of no empty database"
done
status 1 "nor is anything moved there" "$valija" -q -c "$base/owner.conf" move-store --to "$(sed -n 's/^url = //p' "$base/valija.conf")"
admin <<-SQL || cat "$base/err"
GRANT SELECT ON $schema.schema_version TO $runner;
SQL

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

# A certificate that is over.
openssl req -new -key "$VALIJA_TEST_PG/pg/server.key" -subj /CN=localhost -out "$base/late.csr" 2>>"$base/log"
openssl x509 -req -in "$base/late.csr" -CA "$PG_CA" -CAkey "${PG_CA%.pem}.key" -CAcreateserial -days -1 \
	-extfile "$VALIJA_TEST_PG/pg/san.ext" -out "$base/late.pem" 2>>"$base/log"
cp "$VALIJA_TEST_PG/pg/server.pem" "$base/good.pem"
serve_with() { cat "$1" >"$VALIJA_TEST_PG/pg/server.pem" && kill -HUP "$(head -n 1 "$VALIJA_TEST_PG/pg/data/postmaster.pid")"; }
over_tls "sslmode=verify-full\&sslrootcert=$PG_CA"
serve_with "$base/late.pem"
refused_late() { v mail list 2>&1 | grep -q 'certificate verify failed'; }
until_true 10 refused_late
status 1 "nor one whose certificate is over" v mail list
like "$(cat "$base/err")" '*certificate verify failed*' "it says why"
serve_with "$base/good.pem"
until_true 10 v mail list >"$base/out" 2>&1
status 0 "with the good one it is again" v mail list

# Passwords: in a file that the URL names, or with a service. Wherever the service is, the server must prove itself.
hba=$VALIJA_TEST_PG/pg/data/pg_hba.conf
cp -p "$hba" "$base/hba"
{ echo "host valija $runner 127.0.0.1/32 scram-sha-256"; cat "$base/hba"; } >"$base/hba.new" && cat "$base/hba.new" >"$hba"
admin <<-SQL || cat "$base/err"
ALTER ROLE $runner PASSWORD 'palabra-secreta';
SELECT pg_reload_conf();
SQL
echo "localhost:$PG_PORT:valija:$runner:palabra-secreta" >"$base/pgpass"
echo "localhost:$PG_PORT:valija:$runner:palabra-falsa" >"$base/wrong"
chmod 600 "$base/pgpass" "$base/wrong"
asks() { v mail list 2>&1 | grep -q password; }
file_of() { over_tls "passfile=$base/$1\&sslrootcert=$PG_CA\&sslmode=verify-full\&user=$runner"; }
file_of none
until_true 10 asks
status 1 "without its password nobody is let in" v mail list
like "$(cat "$base/err")" '*no password supplied*' "and it says so"
file_of wrong
status 1 "nor with another one" v mail list
like "$(cat "$base/err")" '*password authentication failed*' "and it says so"
is "$(grep -c palabra "$base/err")" 0 "without it"
file_of pgpass
status 0 "with that of the file he is" v mail list
mkdir "$base/home"
cp -p "$base/pgpass" "$base/home/.pgpass"
over_tls "sslrootcert=$PG_CA\&sslmode=verify-full\&user=$runner"
HOME=$base/home status 0 "so with that of ~/.pgpass" v mail list
chmod 644 "$base/pgpass"
file_of pgpass
status 1 "a file that others may read is not taken" v mail list
printf '[empresa]\nhost=localhost\nport=%s\ndbname=valija\nuser=%s\npassword=palabra-secreta\nsslrootcert=%s\noptions=-csearch_path=%s\n' \
	"$PG_PORT" "$runner" "$PG_CA" "$schema" >"$base/service"
sed -i 's|^url = .*|url = postgresql:///?service=empresa|' "$base/valija.conf"
PGSERVICEFILE=$base/service status 0 "a service says all of it" v mail list
is "$(lines <"$base/out")" 6 "as ever"
sed -i "s|^sslrootcert=.*|sslrootcert=$base/other.pem|" "$base/service"
PGSERVICEFILE=$base/service status 1 "but does not let the server off its proof" v mail list
like "$(cat "$base/err")" '*certificate verify failed*' "it says so"
cat "$base/hba" >"$hba"
admin <<-SQL || cat "$base/err"
SELECT pg_reload_conf();
SQL
job_finish
