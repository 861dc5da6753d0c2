"""From temporary tables to the tables of the product, set by set."""
