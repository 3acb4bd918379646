"""Studies of weighings: spreadsheets read, periods closed, targets measured."""
