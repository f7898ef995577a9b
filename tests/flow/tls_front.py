"""tls_front.py CERT KEY PORT PORTFILE: speaks TLS in front of a server on 127.0.0.1:PORT; its own port goes to PORTFILE."""
import os
import socket
import ssl
import sys
import threading


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client, context, port):
    try:
        client = context.wrap_socket(client, server_side=True)
        first = client.recv(65536)
    except OSError:
        first = b""
    if not first:  # a client that does not believe the certificate says nothing
        client.close()
        return
    server = socket.create_connection(("127.0.0.1", port))
    server.sendall(first)
    answer = threading.Thread(target=pump, args=(server, client), daemon=True)
    answer.start()
    pump(client, server)
    answer.join()
    client.close()


cert, key, port, portfile = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
listener = socket.create_server(("127.0.0.1", 0))
with open(portfile + ".new", "w", encoding="ascii") as out:
    print(listener.getsockname()[1], file=out)
os.rename(portfile + ".new", portfile)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0], context, int(port)), daemon=True).start()
