"""Sockets without meaning: tickets, the socket shell, and the hub that carries hints between processes."""
