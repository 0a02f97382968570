"""The live room: a pure protocol (`messages`, `room`), its stored events, and its face over `live/`."""
