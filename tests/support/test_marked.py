"""The 300 marked sentences of cases/words, and the command that holds the number inventory against them."""

from __future__ import annotations

import pytest

from tests.support import marked
from tests.support.marked import CLOSED, OPEN, Rates, rates, read_sentence, sentences, take_reading


def reading(marked: str):
    return take_reading(read_sentence(marked, "a.txt", 1))


def words(marked: str, of: str) -> list[str]:
    found = reading(marked)
    return [found.sentence.text[start:end] for start, end in getattr(found, of)]


def test_marks_are_read_with_their_places():
    sentence = read_sentence("Fra [3] til [to] i <2027>, [hver anden].", "a.txt", 7)
    assert sentence.text == "Fra 3 til to i 2027, hver anden."
    assert [sentence.text[slice(*place)] for place in sentence.figures] == ["3", "to", "hver anden"]
    assert [sentence.text[slice(*place)] for place in sentence.dates] == ["2027"]


@pytest.mark.parametrize("marked", ["Fra [3 til 4.", "Fra 3] til 4.", "Fra [3 <2027>].", "Fra [] til 4."])
def test_a_mark_that_is_not_whole_is_refused_at_its_line(marked: str):
    with pytest.raises(ValueError, match=r"^a\.txt:7: "):
        read_sentence(marked, "a.txt", 7)


def test_a_line_that_makes_a_list_is_refused():
    with pytest.raises(ValueError, match=r"^a\.txt:1: not a plain paragraph"):
        reading("1. rate betales i [tre] dele.")


def test_what_is_missed_and_what_is_false():
    marked = "De [mange] sager: [tre ud af fire], i alt 12 den <3. maj 2024>."
    assert words(marked, "reports") == ["tre", "fire", "12", "3. maj 2024"]
    assert words(marked, "missed") == ["mange"]
    assert words(marked, "false") == ["12", "3. maj 2024"]
    assert words(marked, "dates") == ["3. maj 2024"]
    found = rates([reading(marked), reading("Ingen tal.")])
    assert found == Rates(sentences=2, figures=2, missed=1, reports=4, false=2, dates=1)
    assert (found.missed_of_100, found.false_of_100) == (50, 50)
    assert found.false_but_dates_of_100 == pytest.approx(100 / 3)


def test_nothing_marked_and_nothing_told_of():
    found = rates([reading("Ingen tal.")])
    assert (found.missed_of_100, found.false_of_100, found.false_but_dates_of_100) == (0, 0, 0)


def test_three_hundred_sentences_and_none_twice():
    both = [[sentence.text for sentence in sentences(path)] for path in (OPEN, CLOSED)]
    assert [len(texts) for texts in both] == [150, 150]
    assert len({*both[0], *both[1]}) == 300


def test_both_files_have_as_many_of_each_kind():
    def kinds(path):
        parts = path.read_text(encoding="utf-8").split("\n## ")[1:]
        return {part.splitlines()[0]: len(part.split("\n")[1:]) for part in (each.strip() for each in parts)}

    assert kinds(OPEN) == kinds(CLOSED) == {
        "Agendas and minutes": 40,
        "Budgets and accounts": 40,
        "Plans and strategies": 40,
        "Annexes and notes": 30,
    }  # fmt: skip


def test_the_closed_file_says_so_first():
    assert CLOSED.read_text(encoding="utf-8").startswith("# HELD OUT: ")


def test_the_command_keeps_the_closed_file_closed(capsys):
    assert marked.main(["--show"]) == 0
    said = capsys.readouterr().out
    assert f"{OPEN.name}:" in said
    assert f"{CLOSED.name}: 150 sentences" in said
    assert not any(sentence.text in said for sentence in sentences(CLOSED))


def test_the_closed_file_is_opened_only_on_request(capsys):
    with pytest.raises(SystemExit, match="2"):
        marked.main(["--open-closed"])
    said = capsys.readouterr().err
    assert not any(sentence.text in said for sentence in sentences(CLOSED))
    marked.main(["--show", "--open-closed"])
    said = capsys.readouterr().out
    assert any(sentence.text in said for sentence in sentences(CLOSED))
