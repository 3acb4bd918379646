"""Write sheets, publish them, keep the index and the saved searches."""
