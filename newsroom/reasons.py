"""Why the last builds made a page again: what `make explain` says."""

from __future__ import annotations

from newsroom.cache import State
from newsroom.making import Reason
from newsroom.persian import persian_digits
from newsroom.posts import CONTENT

SENTENCES = {
    Reason.NEW: "تازه بود",
    Reason.FACE: "قالب آن، نما یا یکی از تنظیم‌های سایت عوض شده بود",
    Reason.CONTENT: "آنچه نشان می‌دهد عوض شده بود",
    Reason.OUTPUT: "پروندهٔ آن در خروجی نبود، یا کسی به آن دست زده بود",
}


def path_of(address: str) -> str:
    """
    The file of *address* below the output.

    >>> path_of("/news/1405/law/"), path_of("/feeds/all.json"), path_of("/")
    ('news/1405/law/index.html', 'feeds/all.json', 'index.html')
    """
    path = address.strip().removeprefix("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def explain(state: State, address: str) -> str | None:
    """Why the file of *address* was made the last time; None if the site has none."""
    kept = state.files.get(path_of(address))
    if kept is None or not kept.reason:
        return None
    why = SENTENCES[Reason(kept.reason)]
    if kept.build == state.number:
        text = f"{address}: در آخرین ساخت از نو ساخته شد، زیرا {why}."
        if kept.reason == Reason.CONTENT and state.changed:
            names = "، ".join(f"{CONTENT}/{source}" for source in state.changed)
            text += f"\n    در آن ساخت این‌ها از نو خوانده شد: {names}."
        return text
    ago = persian_digits(str(state.number - kept.build))
    return f"{address}: {ago} ساخت پیش از نو ساخته شد، زیرا {why}. پس از آن همان است که بود."
