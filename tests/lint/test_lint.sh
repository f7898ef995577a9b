#!/bin/sh
# The house rules hold in the whole tree.
cd "$(dirname "$0")/../.." && exec perl tests/lint/lint.pl --tap
