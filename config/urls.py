"""Every address of the product, app by app (ux.md 2.3)."""

from django.urls import include, path

urlpatterns = [
    path("", include("pages.urls")),
    path("", include("people.urls")),
    path("", include("oneonones.urls")),
    path("", include("agendas.urls")),
    path("", include("actions.urls")),
    path("", include("integrations.urls")),
]

handler400 = "pages.views.errors.bad_request"
handler403 = "pages.views.errors.forbidden"
handler404 = "pages.views.errors.not_found"
handler500 = "pages.views.errors.server_error"
