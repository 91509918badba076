"""What a run knows before it composes: tables, facts, parsed prose and pictures."""
