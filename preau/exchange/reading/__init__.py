"""From the bytes of a package to rows in temporary tables, every cell checked on the way."""
