"""Dated knowledge as data: chains and stages, nomenclatures, territories, parameters, cases."""
