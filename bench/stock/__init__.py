"""Stock Pelican with a theme of about our output, to be measured beside ours."""
