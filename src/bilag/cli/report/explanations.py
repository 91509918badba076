"""What a rule means: its message, hint and page in `locale/<language>/rules`."""

from __future__ import annotations

from string import Formatter

from bilag.diagnostics.messages import LOCALE, Language, severity_word, translate
from bilag.diagnostics.rules import RULES


def explanation(rule: str, language: Language) -> str:
    """The rule's page as Markdown, "" if it has none."""
    page = LOCALE / language / "rules" / f"{rule}.md"
    return page.read_text(encoding="utf-8").rstrip() if rule in RULES and page.is_file() else ""


def explained(rule: str, language: Language) -> str:
    """The rule's id, severity, message and hint, and its page if it has one."""
    known = RULES[rule]
    message, hint = (with_names(translate(text, language)) for text in (known.message, known.hint))
    parts = [f"{rule} ({severity_word(known.severity, language)})", message, hint]
    parts.append(explanation(rule, language))
    return "\n\n".join(part for part in parts if part)


def with_names(template: str) -> str:
    """A message for reading: "{count} rows" -> "\u2039count\u203a rows"."""
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts += [text, f"\u2039{name}\u203a" if name else ""]
    return "".join(parts)
