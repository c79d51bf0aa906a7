"""The HTTP service, asked as its clients ask it."""
