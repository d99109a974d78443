"""Elements of the pages: plain data in, events out; nothing here knows a service or a table."""
