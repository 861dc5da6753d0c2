"""`python -m preau` is the `preau` command."""

from preau.config.cli import main

main()
