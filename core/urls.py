from django.urls import path

from core.clock.reminders import pages as reminders
from core.committee import pages as committee
from core.delivery import notice_pages as notices
from core.delivery import pages as delivery
from core.files import pages as files
from core.frame import accessibility
from core.jobs import pages as jobs
from core.people import pages as accounts
from core.rehearsal import pages as rehearsal

app_name = "core"
urlpatterns = [
    path("accessibility/", accessibility.accessibility, name="accessibility"),
    path("accounts/login/", accounts.login, name="login"),
    path("accounts/logout/", accounts.logout, name="logout"),
    path("accounts/password/", accounts.password, name="password"),
    path("accounts/prove/", accounts.prove, name="prove"),
    path("accounts/kept/", accounts.unsent, name="unsent"),
    path("accounts/me/", accounts.me, name="me"),
    path("accounts/channels/", delivery.my_channels, name="channels"),
    path("accounts/channels/<str:channel>/try/", delivery.try_my_channel, name="channel_try"),
    path("accounts/end/", accounts.end_everywhere, name="end_everywhere"),
    path("accounts/hat/", accounts.switch_post, name="switch_post"),
    path("accounts/type-size/", accounts.type_size, name="type_size"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("reminders/", reminders.digest_list, name="digests"),
    path("reminders/<str:day>/", reminders.digest_page, name="digest"),
    path("setup/", committee.guide, name="guide"),
    path("setup/finish/", committee.finish, name="guide_finish"),
    path("setup/try/", rehearsal.rehearsal, name="rehearsal"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job_page, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel_job, name="job_cancel"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
]
