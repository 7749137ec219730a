"""Understanding: what a message is about, and whether it shows a risk of harm."""
