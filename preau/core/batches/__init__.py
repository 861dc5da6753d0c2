"""Long works of a school body, item by item, that may be killed, cancelled and taken up again."""
