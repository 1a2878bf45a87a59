"""Files to IR: which files count, what an import means, and one small tree for every language."""
