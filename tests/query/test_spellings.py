"""Words are found however they are typed: in every script, in other forms, in initials, joined or split."""

import json
import re
import unicodedata
from collections.abc import Iterator
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.query.fts_query import parse
from api.query.highlight import Fitting
from api.query.vocabulary import Vocabulary
from api.release import word_forms
from api.release.search_index import wording
from api.release.spelling import initials, name_units, units
from tests.conftest import ROOT, SAMPLE, built, checked_app
from tests.contract import CheckedClient
from tests.walking import ids, walk
from tests.world import EVIDENCE

#: What is found (a name, or what is described so), and what is typed for it.
FOUND = {
    "Łukasz Woźniak": ["Lukasz Wozniak", "ŁUKASZ", "wozniak lukasz", "wozn"],
    "Zorana Đorđević": ["Dordevic", "ĐORĐEVIĆ"],
    "Große Straße": ["GROSSE STRASSE", "grosse straße"],
    "İbrahim Işık": ["ibrahim isik", "IBRAHIM ISIK", "Işık"],
    "Γιώργος Παππάς": ["γιωργος", "ΓΙΏΡΓΟΣ ΠΑΠΠΆΣ", "παππας"],
    "Борис Ёлкин": ["Елкин", "ёлкин", "ЁЛКИН"],
    "Никита Хрущёв": ["Хрущев", "хрущёв никита"],
    "القُدْس": ["القدس", "القُدس"],
    "Ørsted Line": ["orsted", "ØRSTED"],
    "שָׁלוֹם": ["שלום"],
    "Ｗｉｄｅ Company": ["wide", "ｗｉｄｅ"],
    "U.S. Example Corp.": ["US Example", "U.S. Example", "us example corp"],
    "Organization of Harbour Towns": ["OHT", "oht"],
    "Pat O'Brien": ["OBrien", "O’Brien", "o'brien pat", "Brien"],
    "Al-Shabaab": ["alshabaab", "Al Shabaab", "al-shabaab"],
    "MS-13": ["MS13", "ms 13", "MS-13"],
    "习近平": ["近平", "习近平", '"近平"'],
    "中国驻华盛顿大使馆": ["华盛顿", "大使馆", "驻华盛顿"],
    "김정은": ["정은", "김정은", "김정"],
    "東京タワー": ["タワー", "東京", "ﾀﾜｰ"],
    "กรุงเทพมหานคร": ["เทพ", "มหานคร"],
    "L'Accord de Lunden": ["accord", "l’accord"],
}
#: The same of an own text, and what is typed for it.
SAID = {
    "It paid 3,000,000 crowns.": ["3000000", "3,000,000", "3 000 000"],
    "The cease-fire held.": ["ceasefire", "cease-fire", "cease fire", "ceasefires"],
    "A ceasefire was signed.": ["ceasefire", "cease-fire", "cease fire"],
    "Mining was sanctioned.": ["sanction mining", "sanctions mine", "mines sanctioning"],
    "Las sanciones de ayer.": ["sanción", "sanciones"],
    "Переговоры прошли.": ["переговоров", "переговоры"],
}
#: What is typed, and finds none of these.
NEVER = ["sanctuary", "Lukacz", "uzair", "30000000", "정위", "平近", "mineral", '"Lukas"', '"sanctioning"']


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CheckedClient]:
    folder = tmp_path_factory.mktemp("spellings")
    copytree(SAMPLE / "fixtures", folder / "fixtures")
    named = [(name, "") for name in FOUND]
    described = [(f"Ship {number}", f"description: {written(text)}\n") for number, text in enumerate(SAID)]
    for number, (name, more) in enumerate(named + described):
        text = f"id: spelled-{number}\ntype: company\nname: {written(name)}\n{more}{EVIDENCE}"
        (folder / f"fixtures/actors/spelled-{number}.yaml").write_text(text, "utf-8")
    languages = iter(("es", "ru"))
    for source in sorted((folder / "fixtures/sources").glob("*.yaml"))[:2]:
        source.write_text(source.read_text("utf-8").replace("language: en", f"language: {next(languages)}"), "utf-8")
    with checked_app(built(folder / "fixtures", folder / "releases")).test_client() as client:
        yield client


def written(text: str) -> str:
    """Write a text as YAML takes it."""
    return json.dumps(text, ensure_ascii=False)


ASKED = [(text, q) for texts in (FOUND, SAID) for text, typed in texts.items() for q in typed]


@pytest.mark.parametrize(("text", "q"), ASKED)
def test_words_8_to_12_are_found_and_marked(client: CheckedClient, text: str, q: str) -> None:
    """Rows 8 to 12 of what was tried with words."""
    hits = client.get("/v1/actors", query_string={"q": q}).json["data"]
    right = f"spelled-{[*FOUND, *SAID].index(text)}"
    assert right in ids(hits), hits
    shown = next(hit for hit in hits if hit["id"] == right)["highlight"]["text"]
    bare = shown.replace("&#x27;", "'")
    assert re.sub("</?mark>", "", bare) == text
    for marked in re.findall("<mark>(.*?)</mark>", bare):
        assert {*marked.split()} and all(unicodedata.category(char)[0] != "M" for char in marked[:1])
    for after in re.findall("</?mark>(.)", bare):
        assert unicodedata.category(after)[0] != "M", "letters keep their marks"


@pytest.mark.parametrize("q", NEVER)
def test_what_is_another_word_is_not_found(client: CheckedClient, q: str) -> None:
    assert [hit for hit in ids(walk(client, f"/v1/actors?q={q}")) if hit.startswith("spelled")] == []


def test_what_is_exact_comes_before_other_forms(shipped_client: CheckedClient) -> None:
    """Rows 9 and 10."""
    for one, other in (("talk rome", "talks rome"), ("sanction", "sanctions")):
        found = [ids(walk(shipped_client, f"/v1/search?q={q}&limit=200")) for q in (one, other)]
        assert found[0] and len(set(found[0]) & set(found[1])) > 5
    first = shipped_client.get("/v1/search?q=talk").json["data"][0]
    assert re.search(r"<mark>talk\w*</mark>", first["highlight"]["text"])
    assert ids(shipped_client.get("/v1/search?q=USA").json["data"])[0] == "united-states"
    assert ids(walk(shipped_client, '/v1/search?q="sanctioning"')) == [], "a phrase is as it is typed"


@given(st.lists(st.sampled_from([*FOUND, *SAID]), min_size=1, max_size=3), st.data())
@settings(max_examples=100)
def test_what_does_not_count_changes_no_result(texts: list[str], data: st.DataObject) -> None:
    """Case, accents of letters that have them, form and width, in any script; and what counts does change it."""
    text = " ".join(texts)
    change = data.draw(st.sampled_from([str.upper, str.lower, nfd, nfc, curly]))
    assert parse(change(text)) == parse(text)
    assert name_units(change(text)) == name_units(text)
    found = [unit for unit in units(text) for _ in unit.parts]
    cut = data.draw(st.sampled_from(found))
    assert name_units(text[: cut.begin] + text[cut.end :]) != name_units(text), "each word counts"


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def curly(text: str) -> str:
    return text.replace("'", "’").replace("-", "\u2011")


@given(st.lists(st.sampled_from([*FOUND, *SAID]), min_size=1, max_size=3), st.data())
def test_a_highlight_marks_whole_words(texts: list[str], data: st.DataObject) -> None:
    text = " ".join(texts)
    every = list(units(text))
    unit = data.draw(st.sampled_from(every))
    shown = str(Fitting(parse(f'"{text[unit.begin : unit.end]}"')).shown(wording([[("name", text)], [], [], []])))
    assert "<mark>" in shown
    ends = {unit.begin for unit in every} | {part.begin for unit in every for part in unit.parts}
    assert ends >= {part.begin for part in unit.parts}


def test_a_vocabulary_asks_for_no_more_than_it_must() -> None:
    asked: list[str] = []
    vocabulary = Vocabulary(lambda sql, values: asked.append(sql) or [], ["en"])
    for _ in range(2):
        vocabulary.spelled(parse("talks rome"))
        vocabulary.spelled(parse('"talks in Rome"'))
    assert len(asked) <= 4, "once for each question: beginnings, forms, words"


def test_forms_are_those_of_the_languages_of_the_sources() -> None:
    assert word_forms.known(["es-VE", "xx", "ru"]) == ["en", "es", "ru"]
    assert {*word_forms.stems("sanctions", ["en", "ru"])} == {
        ("sanction", "en sanction"),
        ("sanctions", "ru sanctions"),
    }
    assert not [*word_forms.stems("u2", ["en"])]


def test_initials_are_those_of_proper_names() -> None:
    assert initials("Organization of American States") == ("ooas", "oas")
    assert initials("Russia vetoes a draft") == initials("Skerry") == initials("习近平") == ()


def test_the_guide_has_an_example_for_each_script(client: CheckedClient) -> None:
    guide = (ROOT / "docs/guide.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (`[^|]+`) \|$", guide, re.MULTILINE)
    assert len(rows) >= 8
    for typed, texts in rows:
        for text in re.findall("`([^`]+)`", texts):
            assert found_in(typed, text), (typed, text)


def found_in(typed: str, text: str) -> bool:
    """Whether words are found in a text that is all there is."""
    every = {part.word for unit in units(text) for part in unit.parts} | {unit.joined for unit in units(text)}
    forms = [(key, word) for word in every for _, key in word_forms.stems(word, ["en", "es", "ru"])]

    def rows(sql: str, values: dict[str, object]) -> list[tuple[str, ...]]:
        if "stems" in values:
            return [row for row in forms if f'"{row[0]}"' in str(values["stems"])]
        if "words" in values:
            return [(word,) for word in every if word and f'"{word}"' in str(values["words"])]
        return [(word,) for word in every if word.startswith(str(values["begun"]))]

    words = Vocabulary(rows, ["en", "es", "ru"]).spelled(parse(typed))
    return Fitting(words).shown(wording([[("name", text)], [], [], []])) is not None
