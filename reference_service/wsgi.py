"""The application for a WSGI server, from the environment: `gunicorn reference_service.wsgi:app`."""

from reference_service.app import create_app_from_environment

app = create_app_from_environment()
# Before the workers are forked: each would compile the pages for whoever asks first, for half a second of its core.
for _template in app.jinja_env.list_templates(extensions=["html"]):
    app.jinja_env.get_template(_template)
