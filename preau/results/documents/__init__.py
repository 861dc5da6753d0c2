"""The report card on paper and on the page: one content, made for one parent."""
