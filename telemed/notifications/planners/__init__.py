"""Who hears of each kind of event, and with which facts: one module for each room that events come from."""
