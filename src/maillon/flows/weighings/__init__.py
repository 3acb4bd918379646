"""Weighings: a log, its corrections, stocks, bilans and targets."""
