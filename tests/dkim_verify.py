# dkim_verify.py RECORDS <mail: verifies the DKIM signature of a mail with dkimpy, for Ed25519, which Mail::DKIM does not know;
# prints pass or fail. RECORDS: lines "name<TAB>record", no DNS. Exit 77: dkimpy or PyNaCl is not installed.
import re
import sys

try:
    import dkim
    import nacl.signing
except ImportError:
    sys.exit(77)

records = dict(line.rstrip("\n").split("\t") for line in open(sys.argv[1]))


def record(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode()


mail = re.sub(rb"\r?\n", b"\r\n", sys.stdin.buffer.read())
print("pass" if dkim.verify(mail, dnsfunc=record) else "fail")
