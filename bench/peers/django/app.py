"""Django REST framework: models, nested serializers, generic views, limit and offset, as its guide teaches.

Nothing runs that a read-only API has no use for: no middleware, no authentication, no browsable pages. What is related
comes with one more query each (`prefetch_related`).
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="facts.urls",
    INSTALLED_APPS=["facts"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"file:{os.environ['DATA']}/facts.db?mode=ro&immutable=1",
            "OPTIONS": {"uri": True},
            "CONN_MAX_AGE": None,
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
        "PAGE_SIZE": 50,
    },
)
django.setup()
app = get_wsgi_application()
