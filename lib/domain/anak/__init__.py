"""One child: its growth card, and what was done about it."""
