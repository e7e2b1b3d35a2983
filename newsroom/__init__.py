"""What the newsroom knows, in plain Python: no Pelican, no click, no printing."""
