#!/bin/sh
# Every gate of the house rules bites, and only where it should.
cd "$(dirname "$0")/../.." && exec perl tests/lint/lint.pl --controls
