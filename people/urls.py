from django.urls import path

from people.views import absences, days_off, holidays, keys, looks, password_links, sessions, settings

urlpatterns = [
    path("login/", sessions.create, name="login"),
    path("login/as/", sessions.create_in_demo, name="login_as"),
    path("logout/", sessions.destroy, name="logout"),
    path("password/", password_links.create, name="password_link_request"),
    path("password/<str:uid>/<str:token>/", password_links.show, name="password_link"),
    path("me/", settings.edit, name="me"),
    path("me/look/", looks.edit, name="look"),
    path("me/keyboard/", keys.edit, name="keyboard"),
    path("me/days/", days_off.show, name="days_off"),
    path("me/days/hours/", days_off.update_hours, name="working_hours"),
    path("me/days/country/", holidays.update_country, name="holiday_country"),
    path("me/days/holidays/", holidays.create, name="holiday_lists"),
    path("me/days/holidays/<uuid:holiday_list_id>/removal/", holidays.remove, name="holiday_list_removal"),
    path("me/days/holidays/<uuid:holiday_list_id>/removal/undo/", holidays.restore, name="holiday_list_removal_undo"),
    path("me/days/absences/", absences.create, name="absences"),
    path("me/days/absences/<uuid:absence_id>/", absences.edit, name="absence"),
    path("me/days/absences/<uuid:absence_id>/removal/", absences.remove, name="absence_removal"),
    path("me/days/absences/<uuid:absence_id>/removal/undo/", absences.restore, name="absence_removal_undo"),
]
