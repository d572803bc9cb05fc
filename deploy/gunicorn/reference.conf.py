"""gunicorn for the reference service: `gunicorn -c deploy/gunicorn/reference.conf.py reference_service.wsgi:app`.

Two workers use two cores; change `workers` with the machine. Each follows the register's log in a thread of its own,
which starts with the first request after the fork, so the application can be loaded once, before it.
"""

from look.logs import gunicorn_logging

bind = "unix:/run/originseal/reference.sock"
workers = 2
# Threads, and answers that leave in one piece: a killed worker leaves no half of one behind.
worker_class = "reference_service.worker.WholeAnswerWorker"
threads = 4
preload_app = True
# nginx keeps its connections for less long (reference.conf), so that it never sends into one that is being closed.
keepalive = 30
# On a disk, the workers' heartbeat can wait for the disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  # gunicorn makes a file of its own there, with a random name
# A look-up has limits of 3 seconds for connecting and for asking; a worker that is silent much longer is replaced.
timeout = 30
graceful_timeout = 15
# Who asks is read from X-Forwarded-For by the service itself (docs/reference-service.md, “Limits on abuse”); gunicorn's
# own `forwarded_allow_ips` decides about the scheme alone, which the service reads from the signed trust list instead.
# No access log: addresses of certificates hold their access codes. nginx keeps one without them.
accesslog = None
errorlog = "-"
# What it has to say: a JSON object a line, without personal data (docs/operations/backup.md, "Logs").
logconfig_dict = gunicorn_logging()
control_socket_disable = True
# nginx refuses what is larger, in words of the service; gunicorn's own limits must not come first.
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 8000
