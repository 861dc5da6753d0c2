"""The demonstration: invented families on this machine, mail kept instead of sent."""

from preau.config.settings.base import *  # noqa: F403
from preau.config.settings.base import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "preau.demo"]
