"""Accounts of a chain, stage by stage: where value is made, who keeps it, under which contract."""
