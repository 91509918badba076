"""What came and what went between two reports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bilag.diagnostics.findings import Finding, Span, finding
from bilag.pipeline.watch.news import News, news


def fault(line: int, text: str = "f.eks.", path: str = "content/prove/bilag.md") -> Finding:
    return finding("NUMBER-UNBOUND", Span(path, line, 1), text=text)


def test_nothing_is_no_news():
    assert not news([fault(1)], [fault(1)])
    assert news([fault(1)], [fault(1)]).stayed == 1


def test_what_came_and_what_went():
    assert news([fault(1, "1")], [fault(1, "2")]) == News((fault(1, "2"),), (fault(1, "1"),), 0)


def test_a_line_that_came_in_above_moves_findings_and_makes_no_news():
    assert news([fault(1), fault(4)], [fault(2), fault(5)]) == News(stayed=2)


def test_of_two_that_say_the_same_the_one_that_stands_where_it_stood_stays():
    assert news([fault(1), fault(4)], [fault(4)]) == News((), (fault(1),), 1)
    assert news([fault(4)], [fault(1), fault(4)]) == News((fault(1),), (), 1)


def test_the_same_words_in_another_file_are_another_finding():
    assert news([fault(1)], [fault(1, path="content/prove/b.md")]).new


def test_a_finding_without_a_place():
    assert news([], [finding("DATE-EPOCH", None, text="x")]).new


FAULTS = st.lists(
    st.builds(fault, st.integers(1, 4), st.sampled_from("ab"), st.sampled_from("pq")), max_size=8
)


@given(FAULTS, FAULTS)
def test_the_counts_add_up(before: list[Finding], after: list[Finding]):
    found = news(before, after)
    assert found.stayed + len(found.new) == len(set(after))
    assert found.stayed + len(found.resolved) == len(set(before))
    assert set(found.new) <= set(after) - set(before)
    assert set(found.resolved) <= set(before) - set(after)
    back = news(after, before)
    assert len(back.new) == len(found.resolved)
