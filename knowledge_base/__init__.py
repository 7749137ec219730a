"""What we tell families: articles, hand-over rules, search and linter. No database, network or clock."""
