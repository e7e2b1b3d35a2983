"""
The plan of a build: every file of the site, what makes it, and all that it may show.

Reading (`newsroom.content`) is before it; rendering and writing come after and decide nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from newsroom import documents, feeds, notices
from newsroom.clock import Clock
from newsroom.content import Content, TagInfo
from newsroom.fields import AUDIENCES, PAGES, SECTIONS
from newsroom.front_matter import Report
from newsroom.jalali import format_month, to_jalali
from newsroom.markup import Body
from newsroom.paging import paginate
from newsroom.persian import fold, persian_digits
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem, nearest
from newsroom.site import SECTION_NAMES, Purpose, Site
from newsroom.states import CourseState, Fate, course_state, end_of, fate_of, has_page
from newsroom.values import MediaFile
from newsroom.views import (
    Attachment,
    Card,
    ErrorView,
    FeedView,
    FrontView,
    Head,
    IndexView,
    Link,
    ListView,
    MonthView,
    NoticesView,
    PageView,
    PostView,
    RedirectView,
    SitemapView,
    SiteView,
)

FEED_ITEMS = 50
WINDOW = timedelta(days=30)
RELATED = 3
RELATED_DEPTH = 8  # posts of each tag that are looked back at: bounds the cost, keeps it linear

AUDIENCE_NAMES = {choice.name: choice.persian[0] for choice in AUDIENCES}
EMPTY_LISTS = {
    "news": "هنوز خبری منتشر نشده است. خبرهای استاندارد استان همین‌جا می‌آید.",
    "brochures": "بروشورها، کتابچه‌ها، دفترهای مشق و پوسترها پس از آماده شدن همین‌جا می‌آید.",
    "courses": "دوره‌ای در برنامه نیست. دوره‌های همگانی با تاریخ و جای برگزاری همین‌جا اعلام می‌شود.",
    "broadcasts": "برنامه‌های ساخته‌شده برای سیما و صدای استان همین‌جا می‌آید.",
}
SECTION_DESCRIPTIONS = {
    "news": "خبرها و آگاهی‌های استاندارد، از تازه به کهنه.",
    "brochures": "بروشور، کتابچهٔ راهنما، دفتر مشق و پوستر، برای خواندن و چاپ.",
    "courses": "دوره‌های آموزش همگانی استاندارد، با زمان، محل و وضع ثبت‌نام.",
    "broadcasts": "برنامه‌های صدا و سیما دربارهٔ استاندارد.",
}
EMPTY_TAG = "هنوز مطلبی با این موضوع منتشر نشده است."


@dataclass(frozen=True, slots=True)
class Output:
    """
    One file of the site.

    Attributes:
        path: below the output folder.
        make: the template that renders *view*, or the function that turns it into bytes.
        view: all that the file may show.
    """

    path: str
    make: str | Callable[[Site, Any], bytes]
    view: Any


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of content/media that goes out as it is."""

    path: str
    source: Path


@dataclass(slots=True)
class Plan:
    """
    All that a build will make.

    Attributes:
        outputs: by path.
        copies: by path.
        fates: how many posts went where; together, every post that was read.
        problems: what shows only now: links that lead nowhere, two files of one address.
    """

    outputs: dict[str, Output] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    fates: dict[Fate, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def page(self, address: str, template: str, view: Any) -> None:
        """Plan the page of *address*, which ends with `/`."""
        self.add(Output(f"{address.lstrip('/')}index.html", template, view))

    def document(self, path: str, make: Callable[[Site, Any], bytes], view: Any) -> None:
        """Plan a file that is no page."""
        self.add(Output(path.lstrip("/"), make, view))

    def add(self, output: Output) -> None:
        """Plan *output*; a path that is taken is a problem of whoever came second."""
        if output.path in self.outputs:
            source = getattr(getattr(output.view, "post", None), "source", output.path)
            self.problems.append(
                Problem(
                    f"{CONTENT}/{source}",
                    1,
                    Code.ADDRESS_TAKEN,
                    f"نشانی /{output.path.removesuffix('index.html')} از آنِ بخش دیگری از سایت است.",
                    "نام پرونده یا نامک را عوض کنید.",
                )
            )
            return
        self.outputs[output.path] = output

    def has(self, address: str) -> bool:
        """Whether the site answers at *address*."""
        path = address.lstrip("/")
        return f"{path}index.html" in self.outputs or path in self.outputs or path in self.copies


def make_plan(content: Content, site: Site, clock: Clock) -> Plan:
    """
    Plan the site.

    Args:
        content: what was read; may hold problems of its own, which are not repeated here.
        clock: every moment at which the plan would be another is remembered by it.
    """
    return _Planner(content, site, clock).plan()


class _Planner:
    """The steps of `make_plan`, with what they share."""

    def __init__(self, content: Content, site: Site, clock: Clock) -> None:
        self.content = content
        self.site = site
        self.clock = clock
        self.result = Plan()
        self.fates = {post.source: fate_of(post, site.purpose, clock) for post in content.posts}
        shown = [p for p in content.posts if has_page(self.fates[p.source], site.purpose)]
        self.shown = sorted(map(self._as_shown, shown), key=self._order)
        # Lists hold what is public; in a preview also what will be, so that editors find it.
        self.listed = [p for p in self.shown if self.fates[p.source] is not Fate.WITHDRAWN]
        self.public = [p for p in self.listed if self.fates[p.source].is_listed]
        self.cards = {post.source: self._card(post) for post in self.listed}
        self.addresses = {p.source: p.address for p in (*self.shown, *content.pages)}
        self.links = {p.source: self._links(p) for p in (*self.shown, *content.pages)}

    def plan(self) -> Plan:
        """Everything, in the order in which a reader meets it."""
        for fate in self.fates.values():
            self.result.fates[fate] = self.result.fates.get(fate, 0) + 1
        self._plan_front()
        self._plan_sections()
        self._plan_posts()
        self._plan_pages()
        self._plan_tags()
        self._plan_audiences()
        self._plan_archive()
        self._plan_redirects()
        self._plan_feeds()
        self._plan_documents()
        self._plan_media()
        self._check_links()
        return self.result

    # Records

    def _as_shown(self, post: Post) -> Post:
        """A withdrawn post without what was taken back, so that no template can show it."""
        if self.fates[post.source] is not Fate.WITHDRAWN:
            return post
        return replace(
            post, body=Body(""), summary="", kicker="", sms=False, image=None, gallery=(),
            attachments=(), file=None, video=None, captions=None,
        )  # fmt: skip

    def _order(self, post: Post) -> tuple[datetime, str]:
        return (post.date or self.clock.now, post.source)

    def _card(self, post: Post) -> Card:
        return Card(
            section=post.section,
            address=post.address,
            title=post.title,
            kicker=post.kicker,
            summary=post.summary,
            date=post.date,
            image=post.image.path if post.image else "",
            image_alt=post.image_alt,
            kind=post.kind,
            starts=post.starts,
            starts_all_day="starts" in post.all_day,
            place=post.place,
            state=course_state(post, self.clock),
            sample=post.sample,
            fate=self.fates[post.source],
        )

    def _links(self, post: Post) -> dict[str, str]:
        targets = (link.target for link in post.body.links)
        return {t: self.addresses[t] for t in targets if t in self.addresses}

    def _attachment(self, file: MediaFile) -> Attachment:
        path = PurePosixPath(file.path)
        source = self.content.root / file.path
        size = source.stat().st_size if source.is_file() else 0
        return Attachment(f"/{file.path}", file.text or path.name, size, path.suffix.lstrip("."))

    def _section(self, section: str) -> Link:
        return Link(SECTION_NAMES[section], f"/{section}/")

    # Pages

    def _plan_front(self) -> None:
        newest = [self.cards[post.source] for post in reversed(self.listed)]
        urgent = tuple(
            self.cards[post.source]
            for post in reversed(self.listed)
            if post.urgent and not self.clock.has_come(end_of(post, "urgent") or post.urgent)
        )
        lead = next((c for c in newest if c.section == "news" and c not in urgent), None)
        by_section = defaultdict(list)
        for card in newest:
            if card is not lead:
                by_section[card.section].append(card)
        coming = sorted(
            (c for c in by_section["courses"] if c.starts and _is_coming(c)),
            key=lambda c: (c.starts or self.clock.now, c.address),
        )
        head = Head(self.site.name, self.site.tagline, "/")
        sections = tuple((self._section(s), tuple(by_section[s][:4])) for s in SECTIONS)
        view = FrontView(head, urgent, lead, sections, tuple(coming[:3]), self.content.partners)
        self.result.page("/", "front", view)

    def _plan_list(
        self,
        address: str,
        heading: str,
        cards: Sequence[Card],
        *,
        trail: tuple[Link, ...],
        description: str,
        empty: str,
        feed: Link | None = None,
    ) -> None:
        for page in paginate(cards, self.site.page_size):
            number = f"، صفحهٔ {persian_digits(str(page.number))}" if page.number else ""
            own = f"{address}page/{page.number}/" if page.number else address
            head = Head(f"{heading}{number}", description, own, feed)
            view = ListView(head, trail, heading, description, address, page, empty, feed)
            self.result.page(own, "list", view)

    def _plan_sections(self) -> None:
        by_section = defaultdict(list)
        for post in self.listed:
            by_section[post.section].append(self.cards[post.source])
        for section in SECTIONS:
            name = SECTION_NAMES[section]
            self._plan_list(
                f"/{section}/", name, by_section[section],
                trail=(Link("خانه", "/"),),
                description=SECTION_DESCRIPTIONS[section],
                empty=EMPTY_LISTS[section],
                feed=Link(f"خبرخوان {name}", f"/feeds/{section}.rss.xml"),
            )  # fmt: skip

    def _plan_posts(self) -> None:
        by_section = defaultdict(list)
        for post in self.shown:
            by_section[post.section].append(post)
        related = self._relate()
        for posts in by_section.values():
            listed = [p for p in posts if p.source in self.cards]
            older = dict(zip((p.source for p in listed[1:]), listed, strict=False))
            newer = dict(zip((p.source for p in listed), listed[1:], strict=False))
            for post in posts:
                view = self._post_view(
                    post, older.get(post.source), newer.get(post.source), related[post.source]
                )
                withdrawn = view.fate is Fate.WITHDRAWN
                self.result.page(post.address, "withdrawn" if withdrawn else "post", view)

    def _post_view(
        self, post: Post, older: Post | None, newer: Post | None, related: tuple[Card, ...]
    ) -> PostView:
        fate = self.fates[post.source]
        section = self._section(post.section)
        feed = Link(f"خبرخوان {section.text}", f"/feeds/{post.section}.rss.xml")
        if fate is Fate.WITHDRAWN:
            title, description = f"پس گرفته شد: {post.title}", "این مطلب پس گرفته شده است."
        else:
            title, description = post.title, post.summary
        return PostView(
            head=Head(title, description, post.address, feed, fate is Fate.PUBLIC),
            trail=(Link("خانه", "/"), section),
            post=post,
            fate=fate,
            links=self.links[post.source],
            tags=self._tags(post),
            audiences=tuple(
                Link(AUDIENCE_NAMES[name], f"/audience/{name}/") for name in post.audience
            ),
            attachments=tuple(self._attachment(file) for file in post.attachments),
            file=self._attachment(post.file) if post.file else None,
            state=course_state(post, self.clock),
            older=Link(older.title, older.address) if older else None,
            newer=Link(newer.title, newer.address) if newer else None,
            related=related,
        )

    def _tags(self, post: Post) -> tuple[TagInfo, ...]:
        keys = (fold(tag.name) for tag in post.tags)
        return tuple(self.content.tags[key] for key in keys if key in self.content.tags)

    def _relate(self) -> dict[str, tuple[Card, ...]]:
        """For each post, the older ones that share most tags; of equals the newest."""
        recent: dict[str, deque[tuple[int, Card]]] = defaultdict(
            lambda: deque(maxlen=RELATED_DEPTH)
        )
        related: dict[str, tuple[Card, ...]] = {}
        for number, post in enumerate(self.shown):
            tags = [fold(tag.name) for tag in post.tags]
            shared: dict[int, int] = defaultdict(int)
            found: dict[int, Card] = {}
            for tag in tags:
                for other, card in recent[tag]:
                    shared[other] += 1
                    found[other] = card
            best = sorted(shared, key=lambda n: (shared[n], n), reverse=True)[:RELATED]
            related[post.source] = tuple(found[n] for n in best)
            if post.source in self.cards:
                for tag in tags:
                    recent[tag].append((number, self.cards[post.source]))
        return related

    def _plan_pages(self) -> None:
        agreement = self.content.agreement
        over = bool(agreement and self.clock.has_come(agreement.valid_until + timedelta(days=1)))
        for post in self.content.pages:
            view = PageView(
                head=Head(post.title, post.summary, post.address),
                trail=(Link("خانه", "/"),),
                post=post,
                links=self.links[post.source],
                agreement=agreement if post.slug == "agreement" else None,
                agreement_is_over=over and post.slug == "agreement",
                partners=self.content.partners if post.slug == "agreement" else (),
                feeds=self._feed_links() if post.slug == "feeds" else (),
            )
            self.result.page(post.address, "page", view)
        self.result.add(
            Output(
                "404.html",
                "404",
                ErrorView(
                    Head(
                        "این صفحه پیدا نشد",
                        "این نشانی به صفحه‌ای نمی‌رسد.",
                        "/404.html",
                        is_indexed=False,
                    ),
                    tuple(self._section(section) for section in SECTIONS),
                ),
            )
        )

    def _plan_tags(self) -> None:
        by_tag = defaultdict(list)
        for post in self.listed:
            for info in self._tags(post):
                by_tag[info.slug].append(self.cards[post.source])
        trail = (Link("خانه", "/"), Link("موضوع‌ها", "/tags/"))
        tags = sorted(self.content.tags.values(), key=lambda info: info.name)
        for info in tags:
            self._plan_list(
                info.address, info.name, by_tag[info.slug],
                trail=trail, description=info.description, empty=EMPTY_TAG,
            )  # fmt: skip
        description = "همهٔ موضوع‌هایی که مطلب‌های سایت با آن‌ها دسته‌بندی شده است."
        view = IndexView(
            head=Head("موضوع‌ها", description, "/tags/"),
            trail=trail[:1],
            heading="موضوع‌ها",
            description=description,
            items=tuple((Link(info.name, info.address), info.description) for info in tags),
            empty="هنوز موضوعی تعریف نشده است.",
        )
        self.result.page("/tags/", "index", view)

    def _plan_audiences(self) -> None:
        by_audience = defaultdict(list)
        for post in self.listed:
            for name in post.audience:
                by_audience[name].append(self.cards[post.source])
        for name, persian in AUDIENCE_NAMES.items():
            self._plan_list(
                f"/audience/{name}/", f"برای {persian}", by_audience[name],
                trail=(Link("خانه", "/"),),
                description=f"مطلب‌هایی که برای {persian} نوشته شده است.",
                empty=f"هنوز مطلبی ویژهٔ {persian} منتشر نشده است.",
            )  # fmt: skip

    def _plan_archive(self) -> None:
        dated = [post for post in self.listed if post.date]
        months = [
            (key, [self.cards[post.source] for post in posts])
            for key, posts in groupby(dated, key=lambda post: to_jalali(post.published)[:2])
        ]
        trail = (Link("خانه", "/"), Link("بایگانی", "/archive/"))
        links = [Link(format_month(*key), _month_address(*key)) for key, _ in months]
        for number, ((year, _), cards) in enumerate(months):
            own = links[number]
            view = MonthView(
                head=Head(f"بایگانی {own.text}", f"مطلب‌های {own.text}.", own.address),
                trail=(*trail, Link(persian_digits(str(year)), f"/archive/{year}/")),
                heading=own.text,
                cards=tuple(reversed(cards)),
                older=links[number - 1] if number else None,
                newer=links[number + 1] if number + 1 < len(links) else None,
            )
            self.result.page(own.address, "month", view)
        years = {year for (year, _), _ in months}
        for year in sorted(years):
            own_months = [link for (key, _), link in zip(months, links, strict=True)
                          if key[0] == year]  # fmt: skip
            self._plan_index(f"/archive/{year}/", f"سال {persian_digits(str(year))}", own_months,
                             trail)  # fmt: skip
        year_links = [
            Link(persian_digits(str(y)), f"/archive/{y}/") for y in sorted(years, reverse=True)
        ]
        self._plan_index("/archive/", "بایگانی", year_links, trail[:1])

    def _plan_index(
        self, address: str, heading: str, links: Iterable[Link], trail: tuple[Link, ...]
    ) -> None:
        description = f"{heading}: مطلب‌های سایت به ترتیب زمان شمسی."
        view = IndexView(
            head=Head(heading, description, address),
            trail=trail,
            heading=heading,
            description=description,
            items=tuple((link, "") for link in links),
            empty="هنوز مطلبی منتشر نشده است.",
        )
        self.result.page(address, "index", view)

    def _plan_redirects(self) -> None:
        for post in (*self.shown, *self.content.pages):
            sources = list(post.aliases)
            if post.id and post.section != PAGES:
                sources.insert(0, post.short_address)
            for source in sources:
                head = Head(post.title, "", post.address, is_indexed=False)
                output = Output(
                    f"{source.lstrip('/')}index.html" if source.endswith("/") else source[1:],
                    "redirect",
                    RedirectView(head, post.address),
                )
                self.result.add(output)

    # Documents

    def _feed_links(self) -> tuple[Link, ...]:
        names = {"all": "همهٔ مطلب‌ها", **SECTION_NAMES}
        return tuple(Link(name, f"/feeds/{key}.rss.xml") for key, name in names.items())

    def _plan_feeds(self) -> None:
        told = [p for p in self.shown if self.fates[p.source] in (Fate.PUBLIC, Fate.WITHDRAWN)]
        newest = list(reversed(told))
        for link in self._feed_links():
            section = PurePosixPath(link.address).name.removesuffix(".rss.xml")
            everything = section == "all"
            items = [post for post in newest if everything or post.section == section]
            window = tuple(self._window(items))
            view = FeedView(
                title=self.site.name if everything else f"{self.site.name}: {link.text}",
                description=self.site.tagline if everything else SECTION_DESCRIPTIONS[section],
                address=link.address,
                page="/" if everything else f"/{section}/",
                items=window,
                links={k: v for post in window for k, v in self.links[post.source].items()},
                tags={info.name: info for post in window for info in self._tags(post)},
            )
            self.result.document(link.address, feeds.make_rss, view)

    def _window(self, newest_first: Sequence[Post]) -> Iterator[Post]:
        """The newest fifty, or those of thirty days if they are more."""
        for number, post in enumerate(newest_first):
            if number >= FEED_ITEMS and self.clock.has_come(post.published + WINDOW):
                return
            yield post

    def _plan_documents(self) -> None:
        recent = []
        for post in reversed(self.public):
            if self.clock.has_come(post.published + WINDOW):
                break
            recent.append(post)
        plan = self.result
        plan.document("notices.json", notices.make_notices, NoticesView(tuple(recent)))
        plan.document("robots.txt", documents.make_robots, SiteView())
        plan.document("manifest.webmanifest", documents.make_manifest, SiteView())
        self._plan_sitemaps()

    def _plan_sitemaps(self) -> None:
        index: list[tuple[str, datetime | None]] = []
        indexed = sorted(
            output.view.head.address
            for output in self.result.outputs.values()
            if isinstance(output.make, str) and not isinstance(output.view, PostView)
            and output.view.head.is_indexed
        )  # fmt: skip
        pages = SitemapView(tuple((address, None) for address in indexed))
        index.append(("/sitemap/pages.xml", None))
        self.result.document("/sitemap/pages.xml", documents.make_sitemap, pages)
        for key, posts in groupby(self.public, key=lambda post: to_jalali(post.published)[:2]):
            entries = tuple((post.address, post.modified) for post in posts)
            address = f"/sitemap/{key[0]}-{key[1]:02}.xml"
            index.append((address, max(modified for _, modified in entries)))
            self.result.document(address, documents.make_sitemap, SitemapView(entries))
        self.result.document(
            "/sitemap.xml", documents.make_sitemap_index, SitemapView(tuple(index))
        )

    def _plan_media(self) -> None:
        """Only files that a page of this build shows go out: a withdrawn picture does not."""
        for post in (*self.shown, *self.content.pages):
            named = [file.path for file in post.media]
            named += [link.target for link in post.body.media]
            for path in named:
                self.result.copies[path] = Copy(path, self.content.root / path)

    # Links

    def _check_links(self) -> None:
        every = {p.source: p for p in (*self.content.posts, *self.content.pages)}
        for post in every.values():
            if post.section != PAGES and self.fates[post.source] is not Fate.PUBLIC:
                continue
            for link in post.body.links:
                report = Report(f"{CONTENT}/{post.source}", self.result.problems)
                if link.target.startswith("/"):
                    self._check_address(link.target, link.line, report)
                else:
                    self._check_file(post, link.target, link.typed, link.line, every, report)

    def _check_address(self, target: str, line: int, report: Report) -> None:
        if self.result.has(target):
            return
        known = [f"/{path.removesuffix('index.html')}" for path in self.result.outputs]
        meant = nearest(target, known)
        report(
            Code.LINK_DEAD, line,
            f"پیوند «{target}» به هیچ صفحهٔ این سایت نمی‌رسد.",
            f"بنویسید «{meant}»." if meant else "نشانی را درست کنید، یا پیوند را بردارید.",
        )  # fmt: skip

    def _check_file(
        self, post: Post, target: str, typed: str, line: int, every: dict[str, Post], report: Report
    ) -> None:
        linked = every.get(target)
        if linked is None:
            meant = nearest(target, every)
            report(
                Code.LINK_DEAD, line,
                f"پیوند «{typed}» به هیچ نوشته‌ای نمی‌رسد.",
                f"شاید {CONTENT}/{meant} را می‌خواستید." if meant
                else "نام پرونده را درست کنید، یا پیوند را بردارید.",
            )  # fmt: skip
        elif linked.sample and not post.sample:
            report(
                Code.SAMPLE_LINKED, line,
                f"پیوند «{typed}» به مطلبی نمونه می‌رسد که در سایت اصلی نیست.",
                "به مطلبی واقعی پیوند دهید، یا پیوند را بردارید.",
            )  # fmt: skip
        elif linked.section != PAGES and not has_page(self.fates[target], Purpose.LOCAL):
            report(
                Code.LINK_HIDDEN, line,
                f"پیوند «{typed}» به مطلبی می‌رسد که هنوز منتشر نشده است.",
                "نخست آن را منتشر کنید، یا پیوند را بردارید.",
            )  # fmt: skip


def _is_coming(card: Card) -> bool:
    return card.state in (CourseState.OPEN, CourseState.FULL, CourseState.CLOSED)


def _month_address(year: int, month: int) -> str:
    return f"/archive/{year}/{month:02}/"
