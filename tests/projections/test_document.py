"""What is written of a person is what the document of the API says."""

import orjson
from hypothesis import given

from domain.decision import Command
from projections.document import UNKNOWN, as_json, document_json
from tests.domain.lives import LIVES, PEOPLE, lived

SHAPES = document_json()


@given(LIVES)
def test_a_dossier_is_written_field_by_field_as_a_document_is(acts: list[Command]) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        written = as_json(story.dossier(stream))
        document = SHAPES.dump_python(SHAPES.validate_json(written), mode="json", exclude={"profile": {*UNKNOWN}})
        assert orjson.loads(written) == document
        assert list(orjson.loads(written)) == list(document)
