"""Words of Hebrew, Arabic and others in a page of English: they run as they do, and move nothing around them."""

from api.model.document_schema import Node
from api.pages.values import Links, shown


def test_each_of_several_names_is_set_apart_where_it_runs_from_right_to_left() -> None:
    names = shown(["Zuhara", "زهارة", "זוהרה", "Зухара"], Node("", "text", many=True), Links())
    assert names == "Zuhara; <bdi>زهارة</bdi>; <bdi>זוהרה</bdi>; Зухара"


def test_a_name_in_a_link_is_set_apart() -> None:
    link = Links().reference({"kind": "sources", "id": "lawz", "name": "زهارة تفرض عقوبات"})
    assert link == '<a href="/v1/sources/lawz"><bdi>زهارة تفرض عقوبات</bdi></a>'


def test_verbatim_words_run_as_their_script_does() -> None:
    assert shown("نحن هنا", Node("", "verbatim text"), Links()) == '<q dir="auto">نحن هنا</q>'
