"""Where the tests find the project's own files and their cases."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
CASES = TESTS / "cases"
GOLDENS = CASES / "goldens"
BAD = CASES / "bad"
BASE = BAD / "_base"
WORDS = CASES / "words"
SOURCE = CASES / "source" / "kina-bilag.txt"
STANDARD = ROOT / "templates" / "standard"
