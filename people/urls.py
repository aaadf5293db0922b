from django.urls import path

from people.views import keys, looks, password_links, sessions, settings

urlpatterns = [
    path("login/", sessions.create, name="login"),
    path("login/as/", sessions.create_in_demo, name="login_as"),
    path("logout/", sessions.destroy, name="logout"),
    path("password/", password_links.create, name="password_link_request"),
    path("password/<str:uid>/<str:token>/", password_links.show, name="password_link"),
    path("me/", settings.edit, name="me"),
    path("me/look/", looks.edit, name="look"),
    path("me/keyboard/", keys.edit, name="keyboard"),
]
