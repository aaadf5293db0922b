from django.apps import AppConfig


class OneononesConfig(AppConfig):
    name = "oneonones"
