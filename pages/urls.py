"""Addresses of the pages that draw on several apps."""

from django.urls import path

from pages.views import (
    endings,
    health,
    homes,
    meetings,
    pair_agendas,
    pairs,
    palettes,
    privacy,
    removed,
    searches,
    setup_ui,
)

urlpatterns = [
    path("", homes.show, name="home"),
    path("home/quick/", homes.show, {"block": "quick"}, name="home_quick"),
    path("home/card/", homes.show, {"block": "card"}, name="home_card"),
    path("home/people/", homes.show, {"block": "people"}, name="home_people"),
    path("home/agenda-items/", homes.create, name="home_agenda_items"),
    path("m/<uuid:meeting_id>/", meetings.show, name="meeting"),
    path("pairs/<uuid:pair_id>/agenda/", pair_agendas.show, name="pair_agenda"),
    path("pairs/<uuid:pair_id>/removed/", removed.index, name="pair_removed"),
    path("pairs/<uuid:pair_id>/", pairs.show, name="pair"),
    path("palette/", palettes.show, name="palette"),
    path("pairs/<uuid:pair_id>/end/", endings.create, name="pair_ending"),
    path("search/", searches.index, name="search"),
    path("privacy/", privacy.show, name="privacy"),
    path("healthz/live", health.live, name="health_live"),
    path("healthz/ready", health.ready, name="health_ready"),
    path("setup/ui/", setup_ui.show, name="setup_ui"),
]
