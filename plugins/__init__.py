"""
Where the newsroom meets Pelican: thin, and without rules of its own.

Pelican finds a class by a name with one dot only, so the class stands here too.
"""

from plugins.build import NewsroomPelican

__all__ = ["NewsroomPelican"]
