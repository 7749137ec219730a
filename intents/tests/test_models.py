"""The parts without Rasa: letters, regression, temperature, thresholds, the cache of embeddings."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from intents.components.encoder import SIZE, encode_many, encode_one
from intents.components.folding import fold, fold_to_words
from intents.components.letters import LetterRuns
from intents.components.nearness import Nearness, balance, fit_nearness
from intents.components.risk_data import load_risk_data
from intents.components.risk_model import FALSE_ALARMS, choose_threshold, recall
from intents.components.small_network import SmallNetworks, fit_networks
from intents.components.softmax_regression import fit_weights, softmax
from intents.components.topic_model import find_temperature
from intents.components.vectors import ship, shipped, text_key

RANDOM = np.random.default_rng(7)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("DON’T", "dont"),
        ("Żółć", "zolc"),
        ("a\u200bb  c\n", "ab c"),
        ("كَيْف", "کیف"),
        ("বাঁচতে", "বাঁচতে"),
        ("ﬁt", "fit"),
        ("ਖ਼ਤ", "ਖਤ"),
        ("چې", "چی"),
    ],
)
def test_one_spelling_for_many(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(folded) == folded


def test_words_have_no_punctuation() -> None:
    assert fold_to_words("Oh... no! (really?)") == "oh no really"


def test_letters_are_kept_as_arrays() -> None:
    letters = LetterRuns()
    texts = ["section i is blank", "section f is vague", "the bus is late"]
    expected = letters.fit(texts)
    assert abs(LetterRuns.load(letters.dump()).transform(texts) - expected).max() < 1e-6


def test_embeddings_are_kept_on_disk_and_hold_no_text(tmp_path: Path) -> None:
    cache = tmp_path / "embeddings.sqlite"
    first = encode_many(["a kite over the allotment", "two clocks, one of them slow"], cache)
    with sqlite3.connect(cache) as store:
        store.execute("UPDATE embedding SET vector = ?", (np.ones(SIZE, dtype="<f4").tobytes(),))
    assert encode_many(["a kite over the allotment"], cache)[0].tolist() == [1.0] * SIZE
    assert b"kite" not in cache.read_bytes()
    assert np.allclose(first[0], encode_one("a kite over the allotment"), atol=1e-3)


def test_regression_separates_what_can_be_separated() -> None:
    codes = np.arange(90) % 3
    spelling = csr_matrix(
        np.abs(RANDOM.normal(size=(90, 5))).astype(np.float32) + np.eye(5, dtype=np.float32)[codes] * 6
    )
    weights = fit_weights(spelling, codes, 3, strength=10.0)
    assert (weights.logits(spelling).argmax(axis=1) == codes).all()
    again = fit_weights(spelling, codes, 3, strength=10.0, start=weights)
    assert np.allclose(again.spelling, weights.spelling, atol=0.05)


def test_a_class_without_examples_is_never_likely() -> None:
    spelling = csr_matrix(np.abs(RANDOM.normal(size=(20, 4))).astype(np.float32))
    weights = fit_weights(spelling, np.arange(20) % 2, 3, strength=10.0)
    assert (softmax(weights.logits(spelling))[:, 2] < 0.2).all()


def test_the_temperature_undoes_too_much_confidence() -> None:
    codes = RANDOM.integers(0, 4, size=4_000)
    honest = RANDOM.normal(size=(4_000, 4)) + np.eye(4)[codes]
    assert find_temperature(honest * 3.0, codes) == pytest.approx(3 * find_temperature(honest, codes), rel=0.02)


def test_the_threshold_spends_all_false_alarms_on_recall() -> None:
    is_risk = np.arange(1_000) < 100
    scores = np.where(is_risk, RANDOM.uniform(0.2, 1.0, 1_000), RANDOM.uniform(0.0, 0.4, 1_000))
    threshold = choose_threshold(scores, ~is_risk)
    assert (scores[~is_risk] >= threshold).mean() == pytest.approx(FALSE_ALARMS, abs=0.002)
    assert recall(scores, is_risk, threshold) == (scores[is_risk] >= threshold).mean()


def test_a_risk_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("- only\n- a list\n")
    with pytest.raises(TypeError, match=r"en\.yml"):
        load_risk_data(tmp_path)


def test_a_rare_wording_pulls_only_what_lies_near_it() -> None:
    meaning = RANDOM.normal(size=(60, 16)).astype(np.float32)
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    targets = np.where(np.arange(60) == 7, 1.0, -1.0)[:, None].astype(np.float32)
    model = fit_nearness(meaning, targets, np.ones(60, dtype=np.float32))
    scores = model.scores(meaning)[:, 0]
    assert scores.argmax() == 7
    assert np.delete(scores, 7).max() < 0


def test_nearness_is_kept_as_arrays(tmp_path: Path) -> None:
    meaning = np.eye(6, 16, dtype=np.float32)
    model = fit_nearness(meaning, np.eye(6, 2, dtype=np.float32), balance(np.arange(6) % 2))
    np.savez(tmp_path / "near.npz", **model.dump())
    with np.load(tmp_path / "near.npz") as kept:
        assert np.allclose(Nearness.load(kept).scores(meaning), model.scores(meaning), atol=1e-3)


def test_small_networks_learn_what_no_line_divides_and_are_kept_as_arrays(tmp_path: Path) -> None:
    meaning = RANDOM.normal(size=(3_000, 8)).astype(np.float32)
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    is_so = meaning[:, 0] * meaning[:, 1] > 0
    networks = fit_networks(meaning[:2_500], is_so[:2_500])
    scores = networks.scores(meaning[2_500:])
    assert ((scores > 0) == is_so[2_500:]).mean() > 0.9
    np.savez(tmp_path / "networks.npz", **networks.dump())
    with np.load(tmp_path / "networks.npz") as kept:
        assert np.allclose(SmallNetworks.load(kept).scores(meaning[2_500:]), scores, atol=1e-4)


def test_nearness_in_bytes_is_nearness(tmp_path: Path) -> None:
    meaning = RANDOM.normal(size=(400, 384)).astype(np.float32)
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    targets = RANDOM.choice([-1.0, 1.0], size=(300, 1)).astype(np.float32)
    model = fit_nearness(meaning[:300], targets, np.ones(300, dtype=np.float32))
    exact = np.exp(2 * (meaning @ meaning[:300].T - 1)) @ model.pulls
    assert np.abs(model.scores(meaning) - exact).max() < 0.02 * np.abs(exact).max()


def test_shipped_vectors_are_found_by_their_text_and_hold_none(tmp_path: Path) -> None:
    vectors = {text_key("model", text): encode_one(text) for text in ("hello there", "good morning")}
    ship(vectors, tmp_path / "vectors.npz")
    found = shipped([*vectors, text_key("model", "another")], tmp_path / "vectors.npz")
    assert set(found) == set(vectors)
    assert all(np.allclose(np.frombuffer(found[key], "<f4"), vectors[key], atol=0.002) for key in vectors)
    assert b"hello" not in (tmp_path / "vectors.npz").read_bytes()
    assert shipped(vectors, tmp_path / "none.npz") == {}
