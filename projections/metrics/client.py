"""The Spark Connect client, which takes a program without a file (`python -c`, an embedded one) for its own tests and
leaves; so it is given one while it looks.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _with_a_file() -> Iterator[None]:
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = ""
    try:
        yield
    finally:
        del main.__file__


with _with_a_file():
    from pyspark.errors import PySparkException
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException
    from pyspark.sql.connect.session import SparkSession

__all__ = ["PySparkException", "SparkConnectGrpcException", "SparkSession"]
