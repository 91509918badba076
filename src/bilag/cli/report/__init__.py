"""Findings, changes and verdicts as people and programs read them: text, JSON, SARIF, JUnit and HTML."""
