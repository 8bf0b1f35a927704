"""What a multipart form says of a file, as far as it can be believed."""

import re

from fastapi import UploadFile

from api.http.problem import Problem

MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
LONGEST_NAME = 500


def media_type_of(file: UploadFile) -> str:
    """Without parameters; `application/octet-stream` for what is no media type."""
    said = (file.content_type or "").partition(";")[0].strip().lower()
    return said if MEDIA_TYPE.fullmatch(said) else "application/octet-stream"


def name_of(file: UploadFile) -> str | None:
    """The last part of the name, at most 500 letters of it. Raises Problem for what text can't hold."""
    name = re.split(r"[/\\]", file.filename or "")[-1].strip()
    if "\0" in name:
        raise Problem("forbidden_character", "the file's name holds U+0000")
    return name[-LONGEST_NAME:] or None
