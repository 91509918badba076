"""How things lie on disk: the project, the ledger, the manifest, the cache, atomic writes and locks."""
