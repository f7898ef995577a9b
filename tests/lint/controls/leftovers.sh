# as tests/control.sh
# FIXME some day # want leftovers
cp /home/somebody/valija . # want machine
cp /usr/share/doc/valija .
