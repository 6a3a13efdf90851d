"""Mistakes in fixtures, each with the fault that the check must report."""

from tests.editing import BROOK, COURIER, MEETING, SAYS, VANE, Edit, put, write

BOARD = "identifiers:\n  - scheme: register-of-boards\n    id: HB-7\n"

THIRD = """\
  - summary: About 3,500.
    held_by:
      - courier-2020-05
    facts:
      - islanders-gone
"""

WORDS = ("id: hails", "label: hails", "description: It hails.")


def term(*lines: str) -> Edit:
    """Return the edit that adds terms to the data set."""
    text = "\n".join(f"    {line}" if "- of" not in line else f"  {line}" for line in lines)
    return put("dataset.yaml", "revised: 2020-06-01\n", f"revised: 2020-06-01\nterms:\n  -{text[3:]}\n")


#: By a name: the edit that makes the mistake, and what is said of it.
CASES = {
    "broken syntax": (put(BROOK, "name: Ada", "name: 'Ada"), "actors/ada-brook.yaml:"),
    "doubled key": (
        put(BROOK, "type: person", "type: person\ntype: state"),
        f"{BROOK}:5:1: type: stands twice",
    ),
    "unknown key": (
        put(BROOK, "aliases:", "alises:"),
        f"{BROOK}:6:1: alises: is not a field here; did you mean aliases?",
    ),
    "entry without a number": (
        put(BROOK, "evidence:\n", "evidence:\n  - source: gazette-2020-05-12\n    start: Brook\n    part: entry\n"),
        "evidence[0].entry: is missing; write the number of the entry",
    ),
    "number without an entry": (
        put(BROOK, "evidence:\n", "evidence:\n  - source: gazette-2020-05-12\n    start: Brook\n    entry: '7'\n"),
        "evidence[0].entry: '7' needs the part entry, or no_entry",
    ),
    "entry with last words": (
        put(
            BROOK,
            "evidence:\n",
            "evidence:\n  - source: gazette-2020-05-12\n    start: B\n    end: Ada\n    part: entry\n    entry: '7'\n",
        ),
        "evidence[0].end: 'Ada' is not for entries; write the whole name as start",
    ),
    "unknown key deep down": (
        put(BROOK, "  - role: envoy", "  - role: envoy\n    since: 2011"),
        f"{BROOK}:10:5: offices[0].since: is not a field here; known are start_date, end_date, role, organization, "
        "source",
    ),
    "key of the record in its evidence": (
        put(SAYS, '      end: "told reporters"', '      end: "told reporters"\n      quote: "We came"'),
        f"{SAYS}:23:7: brook-listens: evidence[0].quote: is not a field here, but of the record itself; write it",
    ),
    "missing key": (put(BROOK, "type: person\n", ""), f"{BROOK}:1:1: type: is missing"),
    "empty value": (put(BROOK, "name: Ada Brook", "name:"), f"{BROOK}:5:6: name: is empty; write a value"),
    "text for list": (
        put(BROOK, "aliases:\n  - Ms Brook", "aliases: Ms Brook"),
        f"{BROOK}:6:10: aliases: 'Ms Brook' is a text; write a list",
    ),
    "text for mapping": (
        put(BROOK, "  - role: envoy", "  - envoy\n  - role: envoy"),
        f"{BROOK}:9:5: offices[0]: is not a mapping",
    ),
    "wrong type": (put(BROOK, "type: person", "type: persn"), "did you mean person?"),
    "computed key": (
        put(BROOK, "type: person", "type: person\nkind: actors"),
        f"{BROOK}:5:1: kind: is not a field",
    ),
    "white space around a choice": (
        put(BROOK, "type: person", 'type: "person "'),
        f"{BROOK}:4:7: type: 'person ' has white space at an end; write person",
    ),
    "white space around a reference": (
        put(VANE, "  - ada-brook", '  - " ada-brook"'),
        "different_from[0]: ' ada-brook' has white space at an end; write ada-brook",
    ),
    "a line end behind a date": (
        put(COURIER, '  date: "[..2020-05-11]"', "  date: |\n    2020-05-11"),
        "date: '2020-05-11\\n' has white space at an end; write 2020-05-11",
    ),
    "an id between white space": (put(BROOK, "id: ada-brook", 'id: "ada-brook "'), "write ada-brook"),
    "two lines": (put(BROOK, "name: Ada Brook", 'name: "Ada\\nBrook"'), "name: holds the unprintable character U+000A"),
    "wrong date": (
        put(BROOK, '"[..2020-05-12]"', "May 2020"),
        f"{BROOK}:12:17: offices[0].start_date: 'May 2020' is not an EDTF date; write 2020-05",
    ),
    "end before start": (
        put(MEETING, "end_date: 2020-05-11", "end_date: 2020-05-10"),
        "meetings/lunden-2020-05-11.yaml:17:11: end_date: '2020-05-10' is before start_date '2020-05-11'",
    ),
    "dangling reference": (
        put(SAYS, "- ada-brook", "- ada-brok"),
        f"{SAYS}:4:7: brook-listens: speakers[0]: no record of actors has the id 'ada-brok'; did you mean ada-brook?",
    ),
    "reference to the wrong kind": (
        put(SAYS, "meeting: lunden-2020-05-11", "meeting: norland"),
        "meeting: no record of meetings has the id 'norland'; add it, or correct the id",
    ),
    "reference to itself": (
        put(BROOK, "  - norland\n", "  - ada-brook\n"),
        f"{BROOK}:15:5: member_of[0]: 'ada-brook' is this record itself",
    ),
    "no evidence": (
        lambda folder: write(BROOK, (folder / BROOK).read_bytes().partition(b"evidence:")[0])(folder),
        f"{BROOK}:1:1: evidence: is missing",
    ),
    "passage not locked": (
        put(BROOK, '"the Norland envoy', '"the envoy'),
        f"{BROOK}:18:12: evidence[0].start: the passage from 'the envoy, Ada Brook' is not locked; run crisis",
    ),
    "a passage that no evidence names": (
        put(BROOK, '"the Norland envoy', '"the envoy'),
        "no evidence names the passage",
    ),
    "quote not in passage": (
        put(SAYS, "we shall listen", "we shall not listen"),
        f"{SAYS}:8:10: brook-listens: quote: 'We came to listen - and we shall not listen' does not stand",
    ),
    "quote in other case": (
        put(SAYS, "We came to listen -", "we came to listen -"),
        "quote: 'we came to listen - and",
    ),
    "figure not as written": (
        put("figures/gazette-2020-05-12.yaml", '"Some 4,000 people"', '"Some 5,000 people"'),
        "as_written: 'Some 5,000 people' does not stand",
    ),
    "evidence for an unknown field": (
        put(COURIER, "- summary", "- sumary"),
        "board-announces-talks: evidence[0].fields[1]: 'sumary' is not a field of statements; did you mean summary?",
    ),
    "value without evidence": (
        put(COURIER, "        - date\n", ""),
        "statements/courier-2020-05.yaml:7:9: board-announces-talks: date: no passage supports '[..2020-05-11]'; name",
    ),
    "said quote": (
        put(
            "meetings/lunden-2020-05-11.yaml",
            "      status: planned",
            "      status: planned\n      topics:\n        - x",
        ),
        "evidence[0].said.topics: has one value only; write a record of its own",
    ),
    "said verbatim": (
        put(
            "statements/courier-2020-05.yaml",
            '      end: "it said"',
            '      end: "it said"\n      said:\n        quote: Never said',
        ),
        "evidence[1].said.quote: has one value only",
    ),
    "said before it began": (
        put(MEETING, "      status: planned", "      status: planned\n      end_date: 2019"),
        "end_date: as known on 2020-05-11, '2019' is before start_date '2020-05-11'",
    ),
    "succeeded by itself": (
        put(
            "statements/courier-2020-05.yaml",
            "superseded_by: board-announces-talks",
            "superseded_by: board-promises-boats",
        ),
        "withdrawn.superseded_by: 'board-promises-boats' was withdrawn itself; name what stands",
    ),
    "said of an unknown field": (
        put(MEETING, "      status: planned", "      state: planned"),
        "meetings/lunden-2020-05-11.yaml:30:7: evidence[0].said.state: is not a field here; did you mean status?",
    ),
    "said of no field at all": (
        put(MEETING, "      status: planned", "      weather: fair"),
        "evidence[0].said.weather: is not a field here; known are start_date, end_date, id, former_ids, withdrawn, "
        "topics, status_note, evidence, name, status, duration, place, participants, agenda, round_of, outcome",
    ),
    "said with a wrong value": (
        put(MEETING, "      status: planned", "      status: plan"),
        "meetings/lunden-2020-05-11.yaml:30:15: evidence[0].said.status: 'plan' is not one of planned, held",
    ),
    "said without values": (
        put("actors/skerry.yaml", "    said:\n      name: Skerry\n", "    said: Skerry\n"),
        "evidence[1].said: 'Skerry' is a text; write a mapping of fields to the values they had",
    ),
    "said with a dangling reference": (
        put(MEETING, "        - actor: norland", "        - actor: norlan"),
        "evidence[0].said.participants[1].actor: no record of actors has the id 'norlan'; did you mean norland?",
    ),
    "known before it can be told": (
        put(MEETING, "      status: planned\n", ""),
        "meetings/lunden-2020-05-11.yaml:3:9: status: is not carried by anything known on 2020-05-11, when this record "
        "is first known; add status to evidence[0].fields, or if it was another then, said: {status: …} to evidence[0]",
    ),
    "row 14: a publisher that is known later": (
        put("sources/courier-2020-05.yaml", "publisher: the-courier", "publisher: the-gazette"),
        "publisher: is not carried by anything known on 2020-05-11, when this record is first known; 'the-gazette' is "
        "known since 2020-05-12 only: add to its evidence, ",
    ),
    "value with a comma": (
        put("figures/gazette-2020-05-12.yaml", "unit: people", 'unit: "people, in all"'),
        "unit: 'people, in all' holds a comma, which joins values of a filter; leave it out",
    ),
    "quoted without a quote": (
        put(SAYS, "type: reported", "type: quoted"),
        "board-counts-departures: type: is quoted, but there is no quote",
    ),
    "quote without quoted": (put(SAYS, "type: quoted", "type: reported"), "type: is reported, but there is a quote"),
    "bounds out of order": (
        put("figures/gazette-2020-05-12.yaml", "value_min: 3500", "value_min: 5000"),
        "islanders-gone: value: 3500 is out of order",
    ),
    "row 4: a number with the point of thousands": (
        put(
            "figures/gazette-2020-05-12.yaml",
            'value_min: 3500\n  qualifier: about\n  unit: people\n  as_written: "About 3,500 islanders"',
            'value_min: 3.500\n  qualifier: about\n  unit: people\n  as_written: "About 3,500 islanders"',
        ),
        "islanders-gone: value_min: 'About 3,500 islanders' does not say 3.5; write 3500, or the words that say it",
    ),
    "row 5: another number than is written": (
        put("figures/gazette-2020-05-12.yaml", "  value: 4000\n", "  value: 999\n"),
        "four-thousand-left: value: 'Some 4,000 people' does not say 999; write 4000, or the words that say it",
    ),
    "qualifier of nothing": (
        put("figures/gazette-2020-05-12.yaml", "  value: 4000\n", ""),
        "four-thousand-left: qualifier: 'about' qualifies no value",
    ),
    "half a place": (
        put(MEETING, "  longitude: 13\n", ""),
        "place.latitude: stands alone; give both latitude and longitude, or none",
    ),
    "relation to itself": (
        put("relations/gazette-2020-05-12.yaml", "object: ferrymen", "object: norland"),
        "norland-supports-ferrymen: object: 'norland' is the subject itself",
    ),
    "one account": (
        lambda folder: put("questions/how-many-left.yaml", THIRD, "")(folder),
        "questions/how-many-left.yaml:3:1: accounts: holds 1 where at least 2 belong; add another",
    ),
    "one account said": (
        put(
            "questions/how-many-left.yaml",
            '    end: "have left the island"\n',
            '    end: "have left the island"\n    said:\n      accounts:\n        - summary: About 4,000.\n'
            "          held_by: [harbour-board]\n          facts: [four-thousand-left]\n",
        ),
        "evidence[0].said.accounts: holds 1 where at least 2 belong; add another",
    ),
    "empty dataset": (
        write("dataset.yaml", b"# nothing\n"),
        "dataset.yaml:1:1: is not a mapping; write the fields title",
    ),
    "dataset without a day": (
        put("dataset.yaml", "revised: 2020-06-01", "revised: ../2020-06-01"),
        "dataset.yaml:4:10: revised: '../2020-06-01' is not a single day",
    ),
    "lock that is not UTF-8": (write("evidence.lock", b"\xff\xfe\n"), "evidence.lock:1:1: is not a line of a lock"),
    "lock of depth": (write("evidence.lock", b"[" * 100_000), "evidence.lock:1:1: is not a line of a lock"),
    "yaml name in evidence": (
        put(SAYS, '      end: "told reporters"', '      end: "told reporters"\n      supports: []'),
        "evidence[0].supports: is not a field here",
    ),
    "reference to what was withdrawn": (
        put(SAYS, "in_reply_to: brook-listens", "in_reply_to: board-promises-ferries"),
        "in_reply_to: 'board-promises-ferries' was withdrawn on 2020-05-20; refer to board-announces-talks",
    ),
    "reference to what was withdrawn for good": (
        put(SAYS, "in_reply_to: brook-listens", "in_reply_to: board-promises-boats"),
        "in_reply_to: 'board-promises-boats' was withdrawn on 2020-05-21; leave it out",
    ),
    "unknown successor": (
        put(COURIER, "superseded_by: board-announces-talks", "superseded_by: board-announce"),
        "withdrawn.superseded_by: no record has the id 'board-announce'; did you mean board-announces-talks?",
    ),
    "former id in use": (
        put(BROOK, "  - ada-broke\n", "  - norland\n"),
        "former_ids[0]: 'norland' is taken; an id is never used again",
    ),
    "an identifier of another": (
        put("actors/norland.yaml", "evidence:", f"{BOARD}evidence:"),
        "actors/norland.yaml:8:9: identifiers[0].id: register-of-boards HB-7 is 'harbour-board' already; correct it",
    ),
    "file name differs": (
        lambda folder: (folder / BROOK).rename(folder / "actors/ada.yaml"),
        "actors/ada.yaml:1:5: id: 'ada-brook' differs from the name of the file; write 'ada'",
    ),
    "record that lacks its dash": (
        write("events/courier-2020-05.yaml", b"id: gale\nname: A gale\n"),
        "id: 'gale' differs from the name of the file; write 'courier-2020-05', or begin the record with '- ' if that",
    ),
    "dash before an actor": (
        write(VANE, b"- id: tom-vane\n  type: person\n  name: Tom Vane\n"),
        f"{VANE}:1:1: holds a list, but no source has the id 'tom-vane'; name it by its source, or write the one",
    ),
    "list not named by a source": (
        lambda folder: (folder / SAYS).rename(folder / "statements/gazette.yaml"),
        "statements/gazette.yaml:1:1: holds a list, but no source has the id 'gazette'",
    ),
    "id taken by another kind": (
        put(SAYS, "- id: brook-listens", "- id: norland"),
        f"{SAYS}:1:7: norland: id: 'norland' is taken by actors/norland.yaml:1:5; choose another",
    ),
    "other text than was locked": (
        put("sources/courier-2020-05.yaml", "text_sha256: aa", "text_sha256: bb"),
        "the passage was locked against another text of 'courier-2020-05'",
    ),
    "not UTF-8": (write(BROOK, b"id: a\nname: \xff\n"), f"{BROOK}:2:7: is not UTF-8; save the file as UTF-8"),
    "no record": (write(BROOK, b"just text\n"), f"{BROOK}:1:1: holds no record"),
    "empty list": (write(SAYS, b"[]\n"), f"{SAYS}:1:1: holds no record"),
    "list of texts": (write(SAYS, b"- just text\n"), f"{SAYS}:1:3: is not a mapping; write the fields id,"),
    "unknown kind": (lambda folder: (folder / "actor").mkdir(), "actor:1:1: belongs to no kind; did you mean actors?"),
    "stray file": (write("actors/notes.txt", b""), "actors/notes.txt:1:1: is not a fixture; name it <id>.yaml"),
    "link out of the tree": (
        lambda folder: (folder / "actors/hosts.yaml").symlink_to("/etc/hosts"),
        "actors/hosts.yaml:1:1: is a link that leads out of the folder; put the file itself here",
    ),
    "address that runs": (
        put("sources/gazette-2020-05-12.yaml", "source_url: http", "source_url: javascript:http"),
        "source_url: 'javascript:",
    ),
    "no dataset": (lambda folder: (folder / "dataset.yaml").unlink(), "dataset.yaml:1:1: is missing; write title"),
    "faulty dataset": (
        put("dataset.yaml", "title:", "titel:"),
        "dataset.yaml:1:1: titel: is not a field here; did you mean title?",
    ),
    "unknown term": (
        put("relations/gazette-2020-05-12.yaml", "predicate: supports", "predicate: suports"),
        "linked_to; did you mean supports? Or add it to terms in dataset.yaml",
    ),
    "term of no list": (
        term("of: relations.predicat", *WORDS),
        "dataset.yaml:6:9: terms[0].of: 'relations.predicat' takes no terms; did you mean relations.predicate?",
    ),
    "term that is there": (
        term("of: relations.predicate", "id: owns", *WORDS[1:]),
        "dataset.yaml:7:9: terms[0].id: 'owns' is there in every data set; leave it out, or choose another",
    ),
    "term in the shape of an id": (
        term("of: actors.type", "id: a-b", *WORDS[1:]),
        "write lower-case words, joined with '_'",
    ),
    "verb without a plural": (
        term("of: relations.predicate", *WORDS),
        "dataset.yaml:6:5: terms[0].plural: is missing; write the verb of a subject in the plural",
    ),
    "sentence without an object": (
        term("of: relations.predicate", *WORDS, "plural: hail", "sentence: hails"),
        "terms[0].sentence: 'hails' is not a sentence; write {object} where that stands",
    ),
    "sentence of a noun": (
        term("of: actors.type", *WORDS, "sentence: 'hails {object}'"),
        "terms[0]: has a sentence, which is for predicates; leave it out",
    ),
    "term given twice": (
        term("of: actors.type", *WORDS, "plural: hail", "- of: actors.type", *WORDS),
        "terms[1].id: 'hails' stands in the list twice; keep one",
    ),
    "broken dataset": (write("dataset.yaml", b"title: 'x\n"), "dataset.yaml:1:8: is not YAML"),
    "broken lock": (write("evidence.lock", b"{}\n"), "evidence.lock:1:1: is not a line of a lock"),
    "unlocked source": (
        lambda folder: put("sources/courier-2020-05.yaml", "text_sha256: ", "license: ")(folder),
        "the passage was locked against another text of 'courier-2020-05'",
    ),
}
