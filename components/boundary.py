"""A part of the page that the browser draws on its own."""

from nicegui import ui


class Boundary(ui.element, component="sfa_boundary.js"):
    """Children that change often go in here: the rest of the page is not drawn again with them."""
