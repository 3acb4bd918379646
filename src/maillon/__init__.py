"""Maillon: structure a filière of the social and solidarity economy on a territory."""
