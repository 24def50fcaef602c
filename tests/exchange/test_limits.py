"""What importers cut foreign text to is what the schemas take."""

import json

from checkout import CHECKOUT
from ideario.exchange.clean_text import MAX_BODY, MAX_ID, MAX_SEED, MAX_TITLE


def test_importers_cut_texts_to_what_the_schemas_take() -> None:
    idea, challenge = (
        json.loads((CHECKOUT / "schemas" / f"{kind}.schema.json").read_text())["properties"]
        for kind in ("idea", "challenge")
    )
    assert (idea["title"]["maxLength"], challenge["title"]["maxLength"]) == (MAX_TITLE, MAX_TITLE)
    assert (idea["body"]["maxLength"], idea["source_id"]["maxLength"]) == (MAX_BODY, MAX_ID)
    assert challenge["winners"]["properties"]["seed"]["maxLength"] == MAX_SEED
