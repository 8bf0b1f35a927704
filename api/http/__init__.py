"""HTTP: translates requests into commands and queries, and answers into JSON. It decides nothing."""

from api.http.app import create_app

__all__ = ["create_app"]
