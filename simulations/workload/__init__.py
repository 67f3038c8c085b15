"""People: what they buy, how cashiers enter it, and the books they keep by themselves."""
