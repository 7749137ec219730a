"""The shipped vectors are those of the examples as they are now."""

from intents.components.encoder import MODEL
from intents.components.vectors import shipped, text_key
from tests.intents.test_evaluation_sets import learned_texts

ALL_BUT = 0.02  # new examples may wait for the next batch


def test_nearly_every_example_has_its_vector_in_the_repository() -> None:
    keys = {text_key(MODEL, text) for text in learned_texts()}
    found = shipped(keys)
    assert len(found) >= (1 - ALL_BUT) * len(keys), "run `alongside engine vectors` and commit intents/vectors.npz"
