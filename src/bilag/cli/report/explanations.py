"""What a rule means, on one page: the pages of `locale/<language>/rules`, and what is said of all others."""

from __future__ import annotations

from string import Formatter

from bilag.diagnostics.messages import LOCALE, Language, severity_word, translate
from bilag.diagnostics.rules import RULES


def explanation(rule: str, language: Language) -> str:
    """The rule's page as Markdown, or nothing where none is written."""
    page = LOCALE / language / "rules" / f"{rule}.md"
    return page.read_text(encoding="utf-8").rstrip() if rule in RULES and page.is_file() else ""


def explained(rule: str, language: Language) -> str:
    """The rule's id, severity, message and hint, and its page where there is one."""
    known = RULES[rule]
    message, hint = (shown(translate(text, language)) for text in (known.message, known.hint))
    parts = [f"{rule} ({severity_word(known.severity, language)})", message, hint]
    parts.append(explanation(rule, language))
    return "\n\n".join(part for part in parts if part)


def shown(template: str) -> str:
    """A message with the names of what is filled in, and no doubled braces."""
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts += [text, f"\u2039{name}\u203a" if name else ""]
    return "".join(parts)
