#!/bin/sh
# A private PostgreSQL for the tests, with all it owns under one folder. No system instance is read, written or needed.
#
#   pg.sh start DIR   makes and starts it, waits until it answers, writes DIR/pg.env (for sh): PG_URL, PG_PORT, PG_CA
#   pg.sh stop DIR    ends it and waits; DIR stays
#   pg.sh crash DIR   ends it at once, as a power cut would; start goes on with the same data and port
#   pg.sh standby DIR STANDBY   makes and starts a copy of it that follows it and only reads, with all it owns under the
#                     folder STANDBY, on a port of its own; stop and crash end it as any other
#   pg.sh promote STANDBY       from now on it takes writes
#   pg.sh url DIR NAME  a URL whose tables are in a new schema of that name
#
# It listens on a socket in DIR/pg/run and on a port of 127.0.0.1 and 127.0.0.2, lets the role valija of database valija
# in without a password, and syncs what it commits. DIR: short, absolute, under /tmp or /var/tmp, so that its user can
# reach it. As root it runs as the user postgres, else as the caller. Exit 77: PostgreSQL is not installed.
set -eu
umask 022
LC_ALL=C.UTF-8
export LC_ALL

die()
{
	echo "pg.sh: $*" >&2
	exit 1
}

# Debian keeps the programs of each version in a folder of its own.
find_programs()
{
	for programs in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n -r); do
		[ ! -x "$programs/initdb" ] || return 0
	done
	programs=$(dirname "$(command -v initdb || echo /absent/initdb)")
	[ ! -x "$programs/initdb" ] || return 0
	echo "pg.sh: PostgreSQL is not installed (apt-get install postgresql)" >&2
	exit 77
}

as_owner()
{
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$pg" "$@"
	else
		"$@"
	fi
}

free_port()
{
	perl -MIO::Socket::INET -e '
		for (1 .. 50) {
			my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 20000 + int rand 12000,
				Proto => "tcp", Listen => 1) or next;
			print $s->sockport, "\n";
			exit;
		}
		die "no free port\n"'
}

make_cluster()
{
	mkdir -p "$pg/run"
	chmod go+x "$dir"
	[ "$(id -u)" != 0 ] || chown -R postgres "$pg"
	as_owner "$programs/initdb" -D "$pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$pg/initdb.log" 2>&1 ||
		{ cat "$pg/initdb.log" >&2; die "initdb failed"; }
}

# A CA of its own, and a certificate of it for localhost: PG_CA in pg.env.
make_certificate()
{
	cd "$pg"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
		-subj "/CN=valija test CA" >openssl.log 2>&1 &&
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr \
			-subj /CN=localhost >>openssl.log 2>&1 &&
		echo subjectAltName=DNS:localhost >san.ext &&
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile san.ext \
			-out server.pem >>openssl.log 2>&1 || { cat openssl.log >&2; die "no certificate"; }
	chmod 600 server.key
	chmod 644 ca.pem
	[ "$(id -u)" != 0 ] || chown postgres server.key server.pem
	cd "$dir"
}

try_start()
{
	[ -f "$pg/made" ] || free_port >"$pg/port"
	port=$(cat "$pg/port")
	as_owner "$programs/pg_ctl" start -w -t 300 -s -D "$pg/data" -l "$pg/server.log" \
		-o "-p $port -k $pg/run -h 127.0.0.1,127.0.0.2 -c max_connections=60 \
			-c shared_buffers=${PG_SHARED_BUFFERS:-64MB} \
			-c ssl=on -c ssl_cert_file=$pg/server.pem -c ssl_key_file=$pg/server.key" >"$pg/start.log" 2>&1
}

# The role has what docs/OPERATIONS.md gives it, and nothing else.
make_database()
{
	as_owner "$programs/psql" -q -v ON_ERROR_STOP=1 -h "$pg/run" -p "$port" -U postgres postgres <<-SQL
	CREATE ROLE valija LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
	CREATE DATABASE valija OWNER valija TEMPLATE template0 ENCODING 'UTF8';
	REVOKE ALL ON DATABASE valija FROM PUBLIC;
	SQL
	touch "$pg/made"
}

start_server()
{
	find_programs
	[ -d "$pg/data" ] || make_cluster
	[ -f "$pg/server.pem" ] || make_certificate
	tries=0
	until try_start; do
		tries=$((tries + 1))
		[ $tries -lt 10 ] || { tail -n 5 "$pg/start.log" "$pg/server.log" >&2; die "PostgreSQL does not start"; }
		sleep 1
	done
	[ -f "$pg/made" ] || make_database
	cat >"$dir/pg.env" <<-ENV
	PG_PORT='$port'
	PG_CA='$pg/ca.pem'
	PG_URL='postgresql://valija@/valija?host=$(echo "$pg/run" | sed 's|/|%2F|g')&port=$port'
	ENV
}

make_standby()
{
	[ -f "$dir/pg.env" ] || die "start it first"
	. "$dir/pg.env"
	master=$pg/run
	dir=$1 pg=$1/pg
	find_programs
	mkdir -p "$pg/run"
	chmod go+x "$dir"
	cp "$PG_CA" "${PG_CA%/*}/server.pem" "${PG_CA%/*}/server.key" "$pg/"
	free_port >"$pg/port"
	[ "$(id -u)" != 0 ] || chown -R postgres "$pg"
	as_owner "$programs/pg_basebackup" -h "$master" -p "$PG_PORT" -U postgres -D "$pg/data" -R -c fast >"$pg/copy.log" 2>&1 ||
		{ cat "$pg/copy.log" >&2; die "no standby"; }
	touch "$pg/made"
	start_server
}

promote_server()
{
	find_programs
	as_owner "$programs/pg_ctl" promote -w -t 30 -s -D "$pg/data" >/dev/null || die "PostgreSQL is not promoted"
}

stop_server()
{
	[ -f "$pg/data/postmaster.pid" ] || return 0
	find_programs
	as_owner "$programs/pg_ctl" stop -w -t 30 -s -m "$1" -D "$pg/data" >/dev/null 2>&1 || die "PostgreSQL does not stop"
}

make_schema()
{
	find_programs
	. "$dir/pg.env"
	echo "CREATE SCHEMA $1" | "$programs/psql" -q -v ON_ERROR_STOP=1 "$PG_URL" >&2
	echo "$PG_URL&options=-csearch_path%3D$1"
}

[ $# -ge 2 ] || die "usage: pg.sh start|stop|crash|url|standby|promote DIR [NAME]"
dir=$2
pg=$dir/pg
case $dir in
/*) [ ${#dir} -le 60 ] || die "folder name too long for socket paths: $dir" ;;
*) die "the folder must be an absolute path: $dir" ;;
esac
cd "$dir"
case $1 in
start) start_server ;;
stop) stop_server fast ;;
crash) stop_server immediate ;;
url) make_schema "$3" ;;
standby) make_standby "$3" ;;
promote) promote_server ;;
*) die "unknown command $1" ;;
esac
