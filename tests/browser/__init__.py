"""The web app in a real browser, against real servers."""
