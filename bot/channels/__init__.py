"""The ways families reach us. Each file is one provider; what it says is our dataclass from `bot/messages.py` on."""
