"""Mounts every router, and nothing else."""

from fastapi import APIRouter

from telemed.accounts import endpoints as accounts
from telemed.booking import (
    company_endpoints as company,
    endpoints as booking,
    heat_endpoints as heat,
    hold_endpoints as holds,
    why_endpoints as why,
)
from telemed.booking.answers import endpoints as answers
from telemed.booking.anyone import endpoints as anyone
from telemed.booking.courses import endpoints as courses
from telemed.booking.duty import endpoints as duty
from telemed.booking.intake import endpoints as intake
from telemed.booking.referrals import endpoints as referrals
from telemed.booking.releases import endpoints as releases
from telemed.booking.waiting import endpoints as waitlist
from telemed.consultation import endpoints as consultation
from telemed.demo import endpoints as demo
from telemed.directory import admin_endpoints as clinic_administration, endpoints as directory
from telemed.monitoring import endpoints as monitoring
from telemed.notifications import desk_endpoints as messages, endpoints as notifications, inbox_endpoints as inbox
from telemed.notifications.feeds import endpoints as feeds
from telemed.notifications.push import endpoints as push
from telemed.patients import endpoints as patients, family_endpoints as families
from telemed.planning import endpoints as planning
from telemed.planning.proposals import endpoints as replanning
from telemed.programmes import endpoints as programmes
from telemed.records import endpoints as records
from telemed.schedules import endpoints as schedules

root = APIRouter()
root.include_router(monitoring.router)
root.include_router(consultation.documents)

v1 = APIRouter(prefix="/api/v1")
# Routes are tried in this order, so the busiest come first.
v1.include_router(booking.router)
v1.include_router(heat.router)
v1.include_router(anyone.router)
v1.include_router(courses.router)
v1.include_router(company.router)
v1.include_router(waitlist.router)
v1.include_router(answers.router)
v1.include_router(holds.router)
v1.include_router(intake.router)
v1.include_router(releases.router)
v1.include_router(why.router)
v1.include_router(referrals.router)
v1.include_router(accounts.router)
v1.include_router(directory.router)
v1.include_router(clinic_administration.router)
v1.include_router(patients.router)
v1.include_router(families.router)
v1.include_router(notifications.router)
v1.include_router(inbox.router)
v1.include_router(messages.router)
v1.include_router(push.router)
v1.include_router(feeds.router)
v1.include_router(schedules.router)
v1.include_router(programmes.router)
v1.include_router(planning.router)
v1.include_router(replanning.router)
v1.include_router(records.router)
v1.include_router(duty.router)
v1.include_router(consultation.router)
v1.include_router(demo.router)
