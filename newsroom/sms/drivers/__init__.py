"""Drivers: one small module for the contract of each gateway, and one for the wire they share."""
