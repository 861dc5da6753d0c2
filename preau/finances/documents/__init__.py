"""The statement of account on paper and on the page: one content, made for one payer."""
