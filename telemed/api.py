"""Mounts every router, and nothing else."""

from fastapi import APIRouter

from telemed.monitoring import endpoints as monitoring

root = APIRouter()
root.include_router(monitoring.router)

v1 = APIRouter(prefix="/api/v1")
