"""An S3-compatible server of the distribution (OpenStack Swift with s3api: it checks each signature and the hash of
each body), private to a test: tests/s3.sh starts it. One process, every port on 127.0.0.1, all it keeps under one folder.

    s3_server.py DIR CERT KEY PORT

The bucket mails is there; access key valija:mail, its password is the first line of DIR/secret.
"""
import os
import socket
import sys

import eventlet

eventlet.monkey_patch()

import eventlet.wsgi
from swift.common import utils

base, cert, key, port = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
utils.SWIFT_CONF_FILE = os.path.join(base, "swift.conf")
with open(utils.SWIFT_CONF_FILE, "w", encoding="ascii") as out:
    out.write("[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = one\ndefault = yes\n")

from swift.common.ring import RingBuilder
from swift.common.storage_policy import reload_storage_policies
from swift.common.swob import Request
from swift.common.wsgi import loadapp

utils.validate_configuration()
reload_storage_policies()

PROXY = """[DEFAULT]
swift_dir = {base}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors s3api tempauth slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = eu-test-1
storage_domain = localhost
[filter:tempauth]
use = egg:swift#tempauth
user_valija_mail = {secret} .admin
[filter:slo]
use = egg:swift#slo
rate_limit_after_segment = 1000
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""
BACK = """[DEFAULT]
swift_dir = {base}
devices = {base}/disks
mount_check = false
log_level = ERROR
fallocate_reserve = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""


class Cache(dict):
    """What memcached would keep."""

    def __bool__(self):
        return True

    def get(self, key, raise_on_error=False):
        return dict.get(self, key)

    def set(self, key, value, **how):
        self[key] = value

    def delete(self, key, server_key=None):
        self.pop(key, None)

    def incr(self, key, delta=1, **how):
        self[key] = int(dict.get(self, key) or 0) + delta
        return self[key]


class Cached:
    def __init__(self, app):
        self.app, self.cache = app, Cache()

    def __call__(self, environ, start):
        environ["swift.cache"] = self.cache
        return self.app(environ, start)


def listen(number):
    listener = eventlet.listen(("127.0.0.1", number))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def load(kind, text):
    path = os.path.join(base, kind + ".conf")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return loadapp(path, global_conf={"log_name": kind})


def serve(listener, app):
    eventlet.spawn(eventlet.wsgi.server, listener, app, log=open(os.devnull, "w"), minimum_chunk_size=1,
                   max_size=256, socket_timeout=60)


os.makedirs(os.path.join(base, "disks", "d1"), exist_ok=True)
backs = {kind: listen(0) for kind in ("account", "container", "object")}
for kind, listener in backs.items():
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1",
                     "port": listener.getsockname()[1], "device": "d1"})
    builder.rebalance()
    builder.get_ring().save(os.path.join(base, kind + ".ring.gz"))
for kind, listener in backs.items():
    serve(listener, load(kind, BACK.format(base=base, kind=kind)))
with open(os.path.join(base, "secret"), encoding="ascii") as secret:
    proxy = Cached(load("proxy", PROXY.format(base=base, secret=secret.readline().strip())))
made = Request.blank("/v1/AUTH_valija/mails", environ={"REQUEST_METHOD": "PUT", "swift.authorize_override": True,
                                                        "swift.authorize": lambda request: None}).get_response(proxy)
if made.status_int // 100 != 2:
    sys.exit("s3_server.py: the bucket cannot be made: %s" % made.status)
front = eventlet.wrap_ssl(listen(port), certfile=cert, keyfile=key, server_side=True)
serve(front, proxy)
with open(os.path.join(base, "ready"), "w", encoding="ascii") as out:
    out.write("%d\n" % front.getsockname()[1])
while True:
    eventlet.sleep(3600)
