"""Pure building blocks: standard library only, no input or output except the clock."""
