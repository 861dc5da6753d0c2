"""The WSGI application that granian serves."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from preau.config.logs import configure

application = get_wsgi_application()
configure(settings.LOGGING)
