"""The charts of a track, drawn from what is stored and what hands have made of it."""

from app.analysis.service.charting.asking import (
    MOST_COLUMNS,
    Chart,
    ChartState,
    get_chart,
    list_charts,
)

__all__ = ["MOST_COLUMNS", "Chart", "ChartState", "get_chart", "list_charts"]
