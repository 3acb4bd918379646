"""A filière as a workspace: territory, chain, members and their rights."""
