"""Checks of the Danish prose, and the tables of usage that they need."""
