"""A mail server that has a certificate and nothing else: greets, offers STARTTLS or begins with TLS, and writes down all that
it hears, in clear and inside.

    tls_server.py FOLDER CERT KEY imap|smtp implicit|starttls

FOLDER/port is written when it listens; FOLDER/heard grows. Ends on SIGTERM.
"""
import os
import socket
import ssl
import sys

folder, cert, key, protocol, mode = sys.argv[1:6]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
heard = open(os.path.join(folder, "heard"), "ab", buffering=0)
GREETING = {"imap": b"* OK hello\r\n", "smtp": b"220 mail.test ESMTP\r\n"}[protocol]
ABLE = {"imap": b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR\r\n",
        "smtp": b"250-mail.test\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"}[protocol]


def answer(line):
    """What is said to one line of a client."""
    if protocol == "smtp":
        return {b"EHLO": ABLE, b"STAR": b"220 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(line[:4].upper(), b"250 ok\r\n")
    tag = line.split(b" ")[0]
    return (ABLE if b"CAPABILITY" in line.upper() else b"") + tag + b" OK done\r\n"


def talk(client):
    """Until the client goes: in clear, and within TLS after its STARTTLS."""
    lines = client.makefile("rb")
    client.sendall(GREETING)
    for line in lines:
        heard.write(line)
        client.sendall(answer(line))
        if b"STARTTLS" in line.upper():
            client = context.wrap_socket(client, server_side=True)
            lines = client.makefile("rb")
            for inside in lines:
                heard.write(inside)
                client.sendall(answer(inside))
            return


listener = socket.create_server(("127.0.0.1", 0))
with open(os.path.join(folder, "port.new"), "w") as out:
    out.write(f"{listener.getsockname()[1]}\n")
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
while True:
    connection, _ = listener.accept()
    connection.settimeout(20)
    try:
        talk(context.wrap_socket(connection, server_side=True) if mode == "implicit" else connection)
    except OSError:
        pass
    finally:
        connection.close()
