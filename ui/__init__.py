"""The explorer: a client of a running Headwaters service, for people with a browser."""
