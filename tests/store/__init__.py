"""Folders that are whole or absent."""
