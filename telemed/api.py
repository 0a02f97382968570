"""Mounts every router, and nothing else."""

from fastapi import APIRouter

from telemed.accounts import endpoints as accounts
from telemed.booking import endpoints as booking
from telemed.monitoring import endpoints as monitoring
from telemed.patients import endpoints as patients

root = APIRouter()
root.include_router(monitoring.router)

v1 = APIRouter(prefix="/api/v1")
v1.include_router(accounts.router)
v1.include_router(patients.router)
v1.include_router(booking.router)
