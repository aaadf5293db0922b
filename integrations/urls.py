from django.urls import path

from integrations.icalendar import views as icalendar

urlpatterns = [
    path("me/calendar/", icalendar.show, name="calendar"),
    path("me/calendar/feed/", icalendar.create, name="calendar_feeds"),
    path("me/calendar/feed/names/", icalendar.update, name="calendar_feed_names"),
    path("me/calendar/feed/removal/", icalendar.destroy, name="calendar_feed_removal"),
    path("calendar/<uuid:feed_id>/<str:signature>/1on1s.ics", icalendar.feed, name="calendar_feed"),
]
