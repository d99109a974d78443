"""The JSON API, version 1; every route works for the signed-in user alone."""

from fastapi import APIRouter

from app.api.v1 import (
    artwork,
    batches,
    briefs,
    charts,
    choosing,
    covers,
    description,
    disk,
    duplicates,
    editing,
    exports,
    features,
    groups,
    imports,
    items,
    jobs,
    leaving,
    live,
    media,
    models,
    neighbours,
    pcm,
    player,
    playlists,
    residual,
    reviews,
    roots,
    selecting,
    shares,
    spotify,
    tags,
    together,
    tools,
    tracks,
    transcriptions,
    uploads,
)

router = APIRouter(prefix="/api/v1")
router.include_router(uploads.router)
router.include_router(imports.router)
router.include_router(reviews.router)
router.include_router(spotify.router)
router.include_router(together.router)
router.include_router(tracks.router)
router.include_router(artwork.router)
router.include_router(media.router)
router.include_router(charts.router)
router.include_router(choosing.router)
router.include_router(editing.router)
router.include_router(features.router)
router.include_router(exports.router)
router.include_router(leaving.router)
router.include_router(transcriptions.router)
router.include_router(jobs.router)
router.include_router(batches.router)
router.include_router(playlists.router)
router.include_router(items.router)
router.include_router(covers.router)
router.include_router(shares.router)
router.include_router(selecting.router)
router.include_router(duplicates.router)
router.include_router(tags.router)
router.include_router(neighbours.router)
router.include_router(groups.router)
router.include_router(models.router)
router.include_router(tools.router)
router.include_router(roots.router)
router.include_router(player.router)
router.include_router(briefs.router)
router.include_router(pcm.router)
router.include_router(live.router)
router.include_router(residual.router)
router.include_router(disk.router)
router.include_router(description.router)

__all__ = ["router"]
