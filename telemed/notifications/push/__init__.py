"""Devices that asked for notices: web push."""
