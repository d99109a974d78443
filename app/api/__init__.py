"""The door for programs: HTTP routes that answer in JSON, and the files of the front end."""
