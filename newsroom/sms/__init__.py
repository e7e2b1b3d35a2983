"""One SMS for each new post: who is texted what, when, and what became of it."""
