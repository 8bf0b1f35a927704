"""What the sender says of a file: the form fields beside it, as the command line has options."""

from typing import Annotated

from fastapi import Form
from pydantic import ValidationError

from api.http.problem import Problem
from domain.person import Text
from domain.vocabulary import Code, Purpose
from ledger.intake.codes import CannotImport
from ledger.intake.headings import KEEP, PEOPLE, SENSITIVE, field_of
from ledger.intake.history_headings import HISTORY, history_field_of
from ledger.intake.instructions import Instructions, mapping_said, sensitive_grant

FIELDS = frozenset({*PEOPLE, *HISTORY, KEEP, SENSITIVE})
LONGEST_MAPPING = 100_000

Mapping = Annotated[
    str | None,
    Form(
        alias="map",
        max_length=LONGEST_MAPPING,
        description="`COLUMN=field,…`, or a JSON object of the same, for headings that are not known by themselves.",
        examples=["应聘渠道=keep,内部号=id"],
    ),
]


def instructed(
    mapping: Mapping = None,
    country: Annotated[
        str | None, Form(pattern="^[A-Z]{2}$", description="Of telephone numbers without one.", examples=["CN"])
    ] = None,
    zone: Annotated[Text | None, Form(description="Of times without one (IANA).", examples=["Asia/Shanghai"])] = None,
    currency: Annotated[
        str | None, Form(pattern="^[A-Z]{3}$", description="Of pay without one.", examples=["CNY"])
    ] = None,
    encoding: Annotated[
        Text | None, Form(description="Of a text file, where it is not found out.", examples=["gb18030"])
    ] = None,
    sheet: Annotated[Text | None, Form(description="Of a workbook; the first one when left out.")] = None,
    controller: Annotated[Code, Form(description="The company that answers for the data.")] = "main",
    sensitive_purpose: Annotated[
        Purpose | None, Form(description="What sensitive columns are needed for; without it they are left out.")
    ] = None,
    sensitive_consent: Annotated[
        Text | None, Form(description="The separate consent that allows them: its number or place.")
    ] = None,
) -> Instructions:
    """Raises Problem with the code that the import itself would have failed with."""
    try:
        told = Instructions(
            mapping=mapping_said(mapping) if mapping else {},
            country=country,
            zone=zone,
            currency=currency,
            sensitive=sensitive_grant(sensitive_purpose, sensitive_consent),
            encoding=encoding,
            sheet=sheet,
            controller=controller,
        ).checked()
        told.as_told()
    except CannotImport as error:
        raise Problem(error.code) from error
    except ValidationError as error:
        raise Problem("broken_mapping") from error
    if not all(name in FIELDS or field_of(name) or history_field_of(name) for name in told.mapping.values()):
        raise Problem("unknown_field")
    return told
