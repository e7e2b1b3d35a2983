"""The house style: what is told to editors and mended beyond normal text."""
