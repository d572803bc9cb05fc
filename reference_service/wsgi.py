"""The application for a WSGI server, from the environment: `gunicorn reference_service.wsgi:app`."""

from reference_service.app import create_app_from_environment

app = create_app_from_environment()
