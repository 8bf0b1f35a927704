"""Values: dataclasses that nobody changes once they are made.

The type checker holds them frozen. Holding it at run time, too, makes each of them cost four times as much, and a
fold makes little else.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(shape: type[Value]) -> type[Value]:
    """Compared and hashed by its fields."""
    return dataclass(slots=True, unsafe_hash=True)(shape)
