"""One file per route: a page calls the app and fills components with what it answers."""
