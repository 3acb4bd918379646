"""What every page shares: layout, theme, form fields, numbers and dates."""
