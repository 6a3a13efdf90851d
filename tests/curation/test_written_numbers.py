"""Numbers in words: the forms of languages, and what is left alone because it cannot be read."""

from decimal import Decimal

import pytest

from api.curation.written_numbers import readings


@pytest.mark.parametrize(
    ("written", "language", "numbers"),
    [
        ("entre 40.000 y 42.000", "es", {40000, 42000}),
        ("about 40,000", "en", {40000}),
        ("40 000", "fr", {40000}),
        ("40\u202f000", "fr", {40000}),
        ("40’000", "de-CH", {40000}),
        ("40.000,5", "de", {40000.5}),
        ("1,234,567.8", "en", {1234567.8}),
        ("12.345", "en", {12345, 12.345}),
        ("12.345", "de", {12345}),
        ("0.125", "en", {0.125}),
        ("some 3 million people", "en", {3000000}),
        ("3 millones", "es", {3000000}),
        ("2,5 Mio.", "de", {2500000}),
        ("40 mil millones", "es", {40 * 10**9}),
        ("40 mil", "pt", {40000}),
        ("half a million", "en", {500000}),
        ("below a million barrels", "en", {1000000}),
        ("medio millón", "es", {500000}),
        ("3 млн человек", "ru", {3000000}),
        ("1億2000万", "ja", {10**8, 2 * 10**7, 12 * 10**7}),
        ("1만 2000명에서 1만 5000명", "ko", {10000, 2000, 12000, 5000, 15000}),
        ("٤٠٬٠٠٠", "ar", {40000}),
        ("3 to 4 million", "en", {3, 3000000, 4000000}),
        ("3 billion", "en", {3 * 10**9, 3 * 10**12}),
    ],
)
def test_rows_4_and_5_a_number_is_read_in_the_form_of_its_language(
    written: str, language: str, numbers: set[float]
) -> None:
    assert readings(written, {language}) == {Decimal(str(number)) for number in numbers}


@pytest.mark.parametrize(
    "written", ["two-hour", "Millions of people", "two million", "2 of the twelve", "三百万人", "many"]
)
def test_of_numbers_in_letters_nothing_is_said(written: str) -> None:
    assert readings(written, {"en"}) == set()


def test_what_multiplies_may_stand_in_the_unit() -> None:
    assert readings("3 million people", {"en"}, "million people") == {Decimal(3), Decimal(3000000)}
