"""What judges the built site from outside, and cuts its font; no build needs any of it."""
