"""The JSON API, version 1; every route works for the signed-in user alone."""

from fastapi import APIRouter

from app.api.v1 import description, jobs, media, sound, tracks, uploads

router = APIRouter(prefix="/api/v1")
router.include_router(uploads.router)
router.include_router(tracks.router)
router.include_router(media.router)
router.include_router(jobs.router)
router.include_router(sound.router)
router.include_router(description.router)

__all__ = ["router"]
