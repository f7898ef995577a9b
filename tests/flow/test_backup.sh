#!/bin/sh
# Backup, restore and move-store with SQLite; test_postgresql.sh runs the same on PostgreSQL.
. "$(dirname "$0")/backup_move.sh"
