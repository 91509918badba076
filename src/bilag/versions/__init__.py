"""What comes after a build: versions, what changed between them, and verdicts on delivered files."""
