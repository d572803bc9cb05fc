"""gunicorn for the reference service: `gunicorn -c deploy/gunicorn/reference.conf.py reference_service.wsgi:app`.

Two workers use two cores; change `workers` with the machine. Each follows the register's log in a thread of its own,
which starts with the first request after the fork, so the application can be loaded once, before it.
"""

bind = "unix:/run/originseal/reference.sock"
workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
# nginx keeps its connections for less long (reference.conf), so that it never sends into one that is being closed.
keepalive = 30
# On a disk, the workers' heartbeat can wait for the disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  # gunicorn makes a file of its own there, with a random name
# A look-up has limits of 3 seconds for connecting and for asking; a worker that is silent much longer is replaced.
timeout = 30
graceful_timeout = 15
# No access log: addresses of certificates hold their access codes. nginx keeps one without them.
accesslog = None
errorlog = "-"
control_socket_disable = True
