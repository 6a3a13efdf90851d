"""Row 2 of the cases of curating: passages and quotes in every script, from the text to verification and links."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote as percent_encoded

import pytest
from werkzeug.wrappers import Response

from api.curation import evidence_lock
from api.curation.passage_finder import find_passage
from api.model.evidence import Evidence
from api.model.normalization import NormalizedText, normalize_casefold
from api.model.passage_link import link
from api.model.passages import NotLocated, locate
from api.model.scripts import least_length
from tests.browsing import opened, served
from tests.conftest import built, checked_app
from tests.editing import relocked
from tests.web.test_browser import PAGE

#: An invented report, some words inside it, what was said in it, and the latter as another print has it.
REPORTS = {
    "zh": (
        "渡轮危机加深，港务局长伊娜·霍尔姆的身影出现在伦登的\n码头上。她说：“我们已经等得够久了。”随后离开。",
        "港务局长伊娜·霍尔姆的身影出现在伦登的码头上",
        "我们已经等得够久了",
        "「我们 已经等得够久了」",
    ),
    "ja": (
        "渡し船の危機の中、港湾局長イナ・ホルムは火曜日、記者団に「私たちはもう\n十分に待った」と語った。",
        "港湾局長イナ・ホルムは火曜日",
        "私たちはもう十分に待った",
        "私たちは\nもう十分に待った",
    ),
    "ko": (
        "항만청장 이나 홀름은 화요일 기자들에게 “우리는 충분히 기다렸다”고 말했다.",
        "항만청장 이나 홀름은 화요일",
        "우리는 충분히 기다렸다",
        "우리는  충분히 기다렸다",
    ),
    "th": (
        "อินา โฮล์ม นายท่าเรือของลุนเดน กล่าวเมื่อวันอังคารว่า “เรารอมานานพอแล้ว” ที่ท่าเรือ",
        "กล่าวเมื่อวันอังคาร",
        "เรารอมานานพอแล้ว",
        "เรารอ\u200bมานาน\u200bพอแล้ว",
    ),
    "ar": (
        "قالت رئيسة ميناء لوندن إينا هولم يوم الثلاثاء: «لقد انتظرنا طويلًا بما يكفي» قبل الرحيل.",
        "رئيسة ميناء لوندن إينا هولم",
        "لقد انتظرنا طويلا بما يكفي",
        "لقد انتظـــرنا طويلاً بما يكفي",
    ),
    "he": (
        "מנהלת הנמל של לונדן, אינה הולם, אמרה ביום שלישי: ״חיכינו מספיק זמן״ ועזבה.",
        "מנהלת הנמל של לונדן",
        "חיכינו מספיק זמן",
        "\u200fחִיכִּינוּ מַסְפִּיק זְמַן",
    ),
    "ru": (
        "Начальница порта Лунден Ина Хольм сказала во вторник: «Мы ждали достаточно долго».",
        "Начальница порта Лунден",
        "Мы ждали достаточно долго",
        "„мы ждали достаточно долго“",
    ),
    "el": (
        "Η λιμενάρχης του Λούντεν, Ίνα Χολμ, είπε την Τρίτη: «Περιμέναμε αρκετά όλους» και έφυγε.",
        "λιμενάρχης του Λούντεν",
        "Περιμέναμε αρκετά όλους",
        "ΠΕΡΙΜΈΝΑΜΕ ΑΡΚΕΤΆ ΌΛΟΥΣ",
    ),
    "fr": (
        "La capitaine du port, Ina Holm, dit\u00a0: «\u00a0Nous avons été assez patients\u00a0» avant de partir.",
        "La capitaine du port",
        "Nous avons été assez patients",
        "Nous avons e\u0301te\u0301 assez patients",
    ),
}
SOURCE = """id: herald-{tag}
title: {title}
publisher: the-gazette
type: news
published: 2020-05-12
source_url: https://herald.example/{tag}
language: {tag}
text_sha256: {digest}
"""
STATEMENT = """- id: holm-waited-{tag}
  type: quoted
  speakers:
    - ada-brook
  summary: They have waited long enough, in the language {tag}.
  quote: "{quote}"
  date: 2020-05-12
  evidence:
{evidence}"""


@pytest.mark.parametrize("tag", REPORTS)
def test_words_inside_a_run_are_found_and_named_in_every_script(tag: str) -> None:
    report, words, said, other = REPORTS[tag]
    text = NormalizedText(report)
    for wanted in (words, said, other.strip("「」„“")):
        found = find_passage(text, wanted)
        assert normalize_casefold(found.passage.words) == normalize_casefold(wanted)
        read = Evidence().load({"source": "any", "start": found.start, **({"end": found.end} if found.end else {})})
        assert locate(text, read["start"], read["end"]) == found.passage
    with pytest.raises(NotLocated, match="the longest beginning of them that does ends before"):
        find_passage(text, f"{words[:-1]}x")


def test_the_way_from_every_script_to_verification_and_links(sample: Path, tmp_path: Path) -> None:
    texts = evidence_lock.read_texts(Path(__file__).parents[1] / "sample/texts")
    for tag, (report, words, said, _) in REPORTS.items():
        digest = sha256(report.encode()).hexdigest()
        texts[digest] = report
        source = SOURCE.format(tag=tag, title=words, digest=digest)
        (sample / f"sources/herald-{tag}.yaml").write_text(source, "utf-8")
        named = find_passage(NormalizedText(report), said).as_yaml(f"herald-{tag}")
        evidence = "".join(f"  {line}" for line in named.splitlines(keepends=True))
        record = STATEMENT.format(tag=tag, quote=said, evidence=evidence)
        (sample / f"statements/herald-{tag}.yaml").write_text(record, "utf-8")
    (sample / "evidence.lock").write_text(evidence_lock.lock_text(relocked(sample, texts)), "utf-8")
    with checked_app(built(sample, tmp_path / "releases")).test_client() as client:
        for tag, (_, _, said, other) in REPORTS.items():
            for quote, match in (
                (said, "exact"),
                (said.rpartition(" ")[0] or said[:-1], "exact"),
                (f"“{other}”", "normalized"),
            ):
                answer = client.get("/v1/verify", query_string={"quote": quote}).json
                assert (answer["match"], answer["total"]) == (match, 1), (tag, quote)
            [passage] = answer["statements"][0]["evidence"]
            ends = filter(None, (passage["start"], passage["end"]))
            assert passage["link"] == f"https://herald.example/{tag}#:~:text={','.join(map(percent_encoded, ends))}"
        assert client.get("/v1/verify", query_string={"quote": "我们已经等得"}).status_code == 400


@pytest.mark.parametrize(
    ("words", "least"), [("我们已经等得够", 7), ("われらは待った", 7), ("เรารอมานาน", 12), ("waited", 12)]
)
def test_the_least_length_fits_the_script(words: str, least: int) -> None:
    assert least_length(words) == least
    text = NormalizedText(f"…{words}…")
    if len(words) >= least:
        assert locate(text, words, None).words == words
    with pytest.raises(NotLocated, match=f"give at least {least}"):
        locate(text, words[: min(len(words), least - 1)], None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("सरकार का निर्णय आज आया", "र का निर्णय आज आ"),  # a vowel sign belongs to its letter
        ("नया कानून पारित हुआ", "नून पारित हुआ"),  # and so does what precedes
        ("เรารอมานานพอแล้วที่ท่าเรือ", "เรารอมานานพอแล"),
        ("Мы ждали достаточно долго", "ждали достаточно долг"),
        ("قالت رئيسة الميناء أمس", "رئيسة المينا"),
    ],
)
def test_no_words_end_within_a_word_or_a_letter(text: str, words: str) -> None:
    with pytest.raises(NotLocated):
        locate(NormalizedText(text), words, None)


@pytest.mark.outside("chromium")
@pytest.mark.parametrize("tag", REPORTS)
def test_a_link_lands_on_words_of_every_script(tag: str, tmp_path: Path) -> None:
    report, words, said, _ = REPORTS[tag]
    article = Response(PAGE.format(f'<p lang="{tag}">{report}</p>'), mimetype="text/html")
    with served(article) as address:
        for number, wanted in enumerate((words, said)):
            found = find_passage(NormalizedText(report), wanted)
            landed = opened(link(f"{address}/", found.start, found.end), tmp_path / str(number))
            assert int(landed.partition('data-scrolled="')[2].partition('"')[0]) > 500, wanted
