"""Mounts every router, and nothing else."""

from fastapi import APIRouter

from telemed.accounts import endpoints as accounts
from telemed.monitoring import endpoints as monitoring

root = APIRouter()
root.include_router(monitoring.router)

v1 = APIRouter(prefix="/api/v1")
v1.include_router(accounts.router)
