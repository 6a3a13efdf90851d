"""Texts at hand: every run of words is found in them, nothing else is, and they are told apart from quotes."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.kinds import RESOURCES
from api.model.word_runs import JOINT, WordRuns
from api.model.words import LINE_END
from api.query.store import Store
from api.query.texts_at_hand import TextsAtHand
from api.query.verification import verified
from api.web.app import create_app
from tests.conftest import FIXTURES, SAMPLE
from tests.contract import CheckedClient

#: How many runs of each text are looked for, and how many mutants of all; of the real texts, many. With the variable
#: CRISIS_FACTS_THOROUGH ten times as many: that takes minutes, and is for who changes how words are found.
FEW, MANY = (50, 500), (1_000, 40_000) if os.environ.get("CRISIS_FACTS_THOROUGH") else (100, 4_000)
NEGATIONS = ("not", "never", "no", "without")


@pytest.fixture(scope="module", params=["invented", pytest.param("shipped", marks=pytest.mark.slow)])
def case(request: pytest.FixtureRequest) -> tuple[Store, TextsAtHand, list[WordRuns], tuple[int, int]]:
    """A release with its texts, these by their words, and how much of them is tried."""
    is_real = request.param == "shipped"
    folder = request.getfixturevalue("texts") if is_real else SAMPLE / "texts"
    store = Store(request.getfixturevalue(request.param), RESOURCES)
    held = TextsAtHand(folder, store)
    assert held.size(None)[0] >= 2
    sources = [json.loads(one) for _, one in store.everything("sources")]
    wanted = {source["text_sha256"] for source in sources if source["type"] != "list"}
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    read = [file.read_text("utf-8") for file in files if sha256(file.read_bytes()).hexdigest() in wanted]
    return store, held, [WordRuns(text) for text in read], MANY if is_real else FEW


def runs(texts: list[WordRuns], chance: random.Random, each: int) -> Iterator[tuple[WordRuns, int, int]]:
    """Yield so many runs of five to forty words of each text, which are no chance.

    None begins or ends in the middle of what a hyphen joins, or what the end of a line divides: that may be one word.
    """
    for text in texts:
        for _ in range(each):
            length = chance.randint(5, min(40, len(text)))
            first = chance.randrange(len(text) - length + 1)
            ends = [text.printed(max(at - 1, 0), min(at + 1, len(text))) for at in (first, first + length)]
            torn = any(LINE_END.search(end) or JOINT.search(end) for end in ends)
            if len(" ".join(text.keys(first, first + length))) >= 12 and not torn:
                yield text, first, first + length


def test_every_run_of_words_is_found(case: tuple[Store, TextsAtHand, list[WordRuns], tuple[int, int]]) -> None:
    store, held, texts, (each, _) = case
    for text, first, stop in runs(texts, random.Random(22), each):
        quote = text.printed(first, stop)
        answer = verified(store, quote, texts=held)
        assert answer["match"] in ("exact", "normalized"), quote
        assert answer["statements"] or answer["places"]


def mutant(words: list[str], others: list[str], chance: random.Random) -> list[str]:
    """Return words of which one was changed, left out, put in, moved or cut, or with a negation."""
    at, (place, way) = list(words), (chance.randrange(1, len(words) - 1), chance.randrange(6))
    if way == 0:
        at[place] = chance.choice(others)
    elif way == 1:
        del at[place]
    elif way == 2:
        at.insert(place, chance.choice(others))
    elif way == 3:
        at.insert(chance.randrange(len(at)), at.pop(place))
    elif way == 4:
        at = [at[0][1:], *at[1:]] if chance.random() < 0.5 else [*at[:-1], at[-1][:-1]]
    else:
        at.insert(place, chance.choice(NEGATIONS))
    return at


def test_no_mutant_is_confirmed(case: tuple[Store, TextsAtHand, list[WordRuns], tuple[int, int]]) -> None:
    store, held, texts, (_, many) = case
    chance = random.Random(23)
    every = [f" {' '.join(text.keys())} " for text in texts]
    others = sorted({key for text in texts for key in text.keys()})
    tried = 0
    for text, first, stop in runs(texts, chance, many // len(texts) * 5 // 4):
        words = [text.printed(at, at + 1) for at in range(first, stop)]
        quote = " ".join(mutant(words, others, chance))
        keys = " ".join(WordRuns(quote).keys())
        if len(keys) >= 12 and not any(f" {keys} " in one for one in every):
            tried += 1
            assert verified(store, quote, texts=held)["match"] == "none", quote
    assert tried >= many * 9 // 10


def test_each_locked_passage_is_found_whole_by_its_digest(
    case: tuple[Store, TextsAtHand, list[WordRuns], tuple[int, int]],
) -> None:
    store, _, texts, (each, _) = case
    folder = FIXTURES if each == MANY[0] else SAMPLE / "fixtures"
    by_digest = {sha256(text.text.encode()).hexdigest(): text.text for text in texts}
    locked = [json.loads(line) for line in (folder / "evidence.lock").read_text("utf-8").splitlines()]
    passages = [
        by_digest[one["text_sha256"]][one["begin"] : one["stop"]] for one in locked if one["text_sha256"] in by_digest
    ]
    assert passages
    for words in passages:
        answer = verified(store, f"“{words.upper()}.”")
        assert answer["whose"] in ("quote", "passage"), words
        assert answer["statements"] or all(place["record"] and place["source"] for place in answer["places"])
        assert verified(store, f"{words}x")["whose"] == "none" or words[-1:] in ".”"


@pytest.fixture(scope="module")
def client(invented: Path) -> Iterator[Any]:
    """A client of a server that has the texts of the sample."""
    app = create_app(invented, RESOURCES, texts=SAMPLE / "texts")
    app.test_client_class = CheckedClient
    with app.test_client() as client:
        yield client


def test_narration_is_told_to_be_nobodys_quote(client: Any) -> None:
    asked = {"quote": "Norland has backed the Ferrymen", "speaker": "ada-brook"}
    answer = client.get("/v1/verify", query_string=asked).json
    assert (answer["match"], answer["whose"], answer["total"]) == ("normalized", "telling", 0)
    assert "the source's own telling, nobody's quote" in answer["detail"]
    [place] = answer["places"]
    assert place["link"].endswith("#:~:text=Norland%20has%20backed%20the%20Ferrymen")
    assert answer["searched"]["texts"] == 2
    assert "In these texts" in client.get("/v1/verify.html", query_string=asked).text
    assert place["link"] in client.get("/v1/verify.md", query_string=asked).text


def test_words_in_quotation_marks_are_somebodys(client: Any) -> None:
    answer = client.get("/v1/verify", query_string={"quote": "Nobody will be left behind"}).json
    assert answer["whose"] in ("printed", "quote")


def test_nothing_is_told_before_it_is_known_and_no_other_words_are_given(client: Any) -> None:
    quote = "Some 4000 people have left the … a spokesman of the Harbour Board said"
    answer = client.get("/v1/verify", query_string={"quote": quote}).json
    assert answer["match"] == "marked" and answer["changes"] == [{"put_in": None, "left_out": 1}]
    assert "island" not in json.dumps({**answer, "statements": [], "places": [answer["places"][0]["link"]]})
    past = client.get("/v1/verify", query_string={"quote": quote, "as_of": "2019-01-01"}).json
    assert (past["match"], past["searched"]["texts"]) == ("none", 0)


def test_a_text_of_another_digest_is_not_read(invented: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "texts/gazette.txt", tmp_path)
    (tmp_path / "more.txt").write_text("Words that no source of the release has ever printed", "utf-8")
    os.truncate(tmp_path / "gazette.txt", 100)
    store = Store(invented, RESOURCES)
    held = TextsAtHand(tmp_path, store)
    assert held.size(None) == (0, 0)
    assert verified(store, "Words that no source of the release", texts=held)["match"] == "none"
