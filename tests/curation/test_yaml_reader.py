"""YAML as text: no guessing of types, no silent loss, and a line for everything."""

import pytest

from api.curation.diagnostics import InvalidFixtures
from api.curation.yaml_reader import parse


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidFixtures) as invalid:
        parse(text, "f.yaml")
    return [str(fault) for fault in invalid.value.faults]


def test_every_scalar_is_the_text_that_was_written() -> None:
    document = parse("- NO\n- on\n- 00172\n- 12:06\n- '[..2019-03-19]'\n- '~'\n- 1_000\n- 2019-03-19\n", "f.yaml")
    assert document.value == ["NO", "on", "00172", "12:06", "[..2019-03-19]", "~", "1_000", "2019-03-19"]


def test_every_key_and_value_knows_its_place() -> None:
    document = parse("id: a\nlist:\n  - x: 1\n    y: >\n      long\n      text\n  - ü: ä  \n  - 'z'\n", "f.yaml")
    assert document.places.position(("id",)) == (1, 5)
    assert document.places.position(("id",), is_key=True) == (1, 1)
    assert document.places.position(("list",)) == (2, 1)
    assert document.places.position(("list", 0, "y")) == (4, 8)
    assert document.places.position(("list", 1, "ü")) == (7, 8)
    assert document.places.position(("list", 2)) == (8, 5)
    assert document.places.position(("list", 0, "z", 7)) == (3, 5)  # the nearest thing around it


def test_what_is_meant_as_a_comment_or_as_text_is_taken_so() -> None:
    assert parse("a: x # 1\nb: 'x' #1\nc: x#1\nd: >-\n  x #1\n", "f.yaml").value == {
        "a": "x",
        "b": "x",
        "c": "x#1",
        "d": "x #1",
    }


def test_an_empty_file_is_no_record() -> None:
    assert parse("# nothing\n", "f.yaml").value is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: a: stands twice, first on line 1; keep one"),
        ("l:\n  - x: 1\n    x: 2\n", "f.yaml:3:5: l[0].x: stands twice, first on line 2; keep one, or begin"),
        (
            "a: 1\n\tb: 2\n",
            "f.yaml:2:1: is not YAML: found a tab character that violates indentation; indent with",
        ),
        ("l:\n\t- x\n", "found character that cannot start any token; indent with spaces, and not with a tab"),
        ('a: "x\nb: "y"\n', "check indentation, close quotation marks, and put"),
        ("a: &one 1\nb: *one\n", "f.yaml:1:4: a: has a tag or an anchor"),
        ("a: &one 1\nb: *one\n", "f.yaml:2:4: b: is an alias; write the value out"),
        ("a: !!int 1\n", "f.yaml:1:4: a: has a tag or an anchor; write the plain value"),
        ("a: !!python/object:os.system x\n", "f.yaml:1:4: a: has a tag or an anchor"),
        ("a: ~\n", "f.yaml:1:4: a: is ~; leave the key out, or put the word in quotes"),
        ("l:\n  - null\n", "f.yaml:2:5: l[0]: is null; leave the key out, or put the word in quotes"),
        ("a: Position #1, new\n", "f.yaml:1:4: a: ends before '#1,', which YAML takes for a comment; put the text in"),
        ("a: 1\n? [b]\n: 2\n", "f.yaml:2:3: has a key that is not a text; write one word"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: begins a second document; keep one in a file"),
        ("a: 1\n b: 2\n", "f.yaml:2:3: is not YAML: mapping values are not allowed"),
        ("a: 'open\n", "f.yaml:1:4: is not YAML: found unexpected end of stream"),
        ("a: b\nc: d\u2028\n", "f.yaml:2:5: holds the line break U+2028, which editors do not count; break lines with"),
        ("a: \x07\n", "f.yaml:1:4: is not YAML: control characters are not allowed; write printable text"),
        ("[" * 30 + "]" * 30, "f.yaml:1:22: [0][0][0]: is nested too deep; at most 20 levels are read"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "a[0][0]: is nested too deep; at most 20 levels are read"),
        ("{a: " * 5_000, "is nested too deep; at most 20 levels are read"),
        ("a: " + "x" * 10_000_000, "f.yaml:1:4: a: has 10000000 characters; at most 20000 are read"),
        ("x" * 10_000_000 + ": a", "is not YAML"),
        ("a: |\n" + "  xx\n" * 10_000, "f.yaml:1:4: a: has 30000 characters"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "f.yaml:3:9: c[1]: is an alias; write the value out"),
        ("%YAML 1.2\n---\na: 1\n...\n%TAG ! x:\n---\nb: 2\n", "begins a second document; keep one in a file"),
        ("a: !<tag:yaml.org,2002:python/name:os.system> x\n", "f.yaml:1:4: a: has a tag or an anchor"),
        ("<<: {a: 1}\n<<: {b: 2}\n", "f.yaml:2:1: <<: stands twice"),
        ("a:\n\tb: 1\n", "f.yaml:2:1: is not YAML"),
        ("[" * 50_000 + "]" * 50_000, "is nested too deep; at most 20 levels are read"),
    ],
)
def test_what_a_fixture_has_no_use_for_is_refused(text: str, fault: str) -> None:
    assert any(fault in found for found in faults(text)), faults(text)
