"""What a page is, in the words of schema.org, for search engines: one graph as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from newsroom.jalali import iso
from newsroom.posts import Post
from newsroom.site import Site
from newsroom.states import CourseState, Fate
from newsroom.views import FrontView, Link, PostView


def make_json_ld(site: Site, view: Any) -> str:
    """
    The content of the page's `<script type="application/ld+json">`, or an empty string.

    `<` is escaped, so that no text of an editor can end the script element.
    """
    graph = []
    if isinstance(view, FrontView):
        graph += [_office(site), _website(site)]
    if isinstance(view, PostView) and view.fate is Fate.PUBLIC:
        graph.append(_course(site, view) if view.post.starts else _article(site, view))
    trail = getattr(view, "trail", ())
    if trail:
        graph.append(_breadcrumb(site, trail, view))
    if not graph:
        return ""
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=None).replace("<", "\\u003c")


def _office(site: Site) -> dict[str, Any]:
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{site.absolute('/')}#office",
        "name": site.office,
        "url": site.absolute("/"),
        "areaServed": site.province,
        "telephone": site.complaints_phone,
    }


def _website(site: Site) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": f"{site.absolute('/')}#site",
        "name": site.name,
        "url": site.absolute("/"),
        "inLanguage": "fa-IR",
        "publisher": {"@id": f"{site.absolute('/')}#office"},
    }


def _publisher(site: Site) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": site.office, "url": site.absolute("/")}


def _article(site: Site, view: PostView) -> dict[str, Any]:
    post = view.post
    article: dict[str, Any] = {
        "@type": "NewsArticle" if post.section == "news" else "Article",
        "@id": site.tag_uri(post.id),
        "headline": post.title,
        "description": post.summary,
        "url": site.absolute(post.address),
        "mainEntityOfPage": site.absolute(post.address),
        "datePublished": iso(post.published),
        "dateModified": iso(post.modified),
        "inLanguage": "fa-IR",
        "isAccessibleForFree": True,
        "author": _publisher(site),
        "publisher": _publisher(site),
        "articleSection": view.trail[-1].text,
        "keywords": [tag.name for tag in view.tags],
    }
    if post.image:
        article["image"] = _image(site, post)
    if post.dateline:
        article["dateline"] = post.dateline
    if post.corrections:
        article["correction"] = [
            {"@type": "CorrectionComment", "text": c.text, "datePublished": iso(c.at)}
            for c in post.corrections
        ]
    return article


def _image(site: Site, post: Post) -> dict[str, Any]:
    path = post.image.path if post.image else ""
    image = {"@type": "ImageObject", "url": site.absolute(path), "caption": post.image_caption}
    image["creditText"] = post.image_credit
    return {key: value for key, value in image.items() if value}


def _course(site: Site, view: PostView) -> dict[str, Any]:
    post = view.post
    cancelled = view.state is CourseState.CANCELLED
    course: dict[str, Any] = {
        "@type": "EducationEvent",
        "@id": site.tag_uri(post.id),
        "name": post.title,
        "description": post.summary,
        "url": site.absolute(post.address),
        "startDate": _day_or_moment(post, "starts"),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": post.place,
            "address": {"@type": "PostalAddress", "addressRegion": site.province,
                        "addressCountry": "IR"},
        },
        "organizer": _publisher(site),
        "isAccessibleForFree": True,
        "inLanguage": "fa-IR",
    }  # fmt: skip
    if post.ends:
        course["endDate"] = _day_or_moment(post, "ends")
    if post.capacity is not None:
        course["maximumAttendeeCapacity"] = post.capacity
    return course


def _day_or_moment(post: Post, key: str) -> str:
    """ISO 8601; the date alone where the editor wrote no time, as on the page."""
    text = iso(getattr(post, key))
    return text[:10] if key in post.all_day else text


def _breadcrumb(site: Site, trail: tuple[Link, ...], view: Any) -> dict[str, Any]:
    own = Link(view.head.title, view.head.address)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": link.text,
             "item": site.absolute(link.address)}
            for n, link in enumerate((*trail, own), 1)
        ],
    }  # fmt: skip
