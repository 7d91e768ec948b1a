"""Pages of long lists."""

import pytest
from flask import Flask

from ambassador.paging import Page, asked_page, nearest


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (10_000, 200)])
def test_a_list_has_as_many_pages_as_its_rows_need(total: int, pages: int) -> None:
    assert Page([], 1, total).pages == pages


def test_a_page_that_is_no_more_becomes_the_last() -> None:
    assert nearest(9, total=51) == 2
    assert nearest(1, total=0) == 1


@pytest.mark.parametrize(("asked", "given"), [("3", 3), ("0", 1), ("-2", 1), ("two", 1), ("9" * 5000, 1), ("", 1)])
def test_nonsense_in_the_address_means_the_first_page(asked: str, given: int) -> None:
    with Flask("test").test_request_context(f"/webinars/?page={asked}"):
        assert asked_page() == given


def test_the_address_of_another_page_keeps_the_filters() -> None:
    with Flask("test").test_request_context("/webinars/?q=d%C3%A9+but&page=2&endpoint=x"):
        assert Page([], 2, 200).url_for_page(3) == "/webinars/?q=d%C3%A9+but&endpoint=x&page=3"
