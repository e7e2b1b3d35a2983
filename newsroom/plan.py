"""
The plan of a build: every file of the site, what makes it, and all that it may show.

Reading (`newsroom.content`) is before it; rendering and writing come after and decide nothing.
Each `plan_*` yields one kind of page from the edition; a page kind is added by writing one more.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice
from pathlib import PurePosixPath

from newsroom import documents, notices
from newsroom.clock import Clock
from newsroom.content import LATEST, Content
from newsroom.edition import Edition, section_link
from newsroom.feeds.catalogue import AUDIENCE_FEEDS, FEEDS, SECTION_FEEDS, FeedInfo
from newsroom.feeds.plan import plan_agencies
from newsroom.feeds.stories import kit_address, ninjs_address
from newsroom.feeds.window import WINDOW
from newsroom.fields import AUDIENCES, PAGES, SECTIONS
from newsroom.jalali import format_month, format_span, to_jalali
from newsroom.links import find_dead_links
from newsroom.outputs import Copy, Output, page
from newsroom.paging import ListPage, paginate
from newsroom.persian import fold, persian_digits, sort_key
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem
from newsroom.site import SECTION_DESCRIPTIONS, SECTION_NAMES, Site
from newsroom.states import CourseState, Fate, course_state, is_urgent
from newsroom.views import (
    Card,
    ComponentsView,
    ErrorView,
    FrontView,
    Group,
    Head,
    IndexView,
    Link,
    ListView,
    MonthView,
    NoticesView,
    PageView,
    PostView,
    RedirectView,
    Shelf,
    SitemapView,
    SiteView,
)

FRONT_CARDS = 4
FRONT_COVERS = 6
FRONT_COMING = 3
RELATED = 3
RELATED_DEPTH = 8  # posts of each tag that are looked back at: bounds the cost, keeps it linear

OWN_FOLDERS = ("theme/", "media/")  # of files that are copied as they are; no page lies there

HOME = Link("خانه", "/")
AUDIENCE_NAMES = {choice.name: choice.persian[0] for choice in AUDIENCES}
EMPTY = {
    "news": "خبرهای استاندارد استان همین‌جا می‌آید.",
    "brochures": "بروشورها، کتابچه‌ها، دفترهای مشق و پوسترها پس از آماده شدن همین‌جا می‌آید.",
    "courses": "دوره‌های همگانی با تاریخ و جای برگزاری همین‌جا اعلام می‌شود.",
    "broadcasts": "برنامه‌های ساخته‌شده برای سیما و صدای استان همین‌جا می‌آید.",
}
NO_COURSE = "اکنون دوره‌ای در پیش نیست. دورهٔ تازه همین‌جا اعلام می‌شود."
COMING = (CourseState.OPEN, CourseState.FULL, CourseState.CLOSED)
AHEAD = (*COMING, CourseState.RUNNING)


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
    _folders: set[str] = field(default_factory=set)

    def add(self, output: Output) -> None:
        """Plan *output*; a path that is taken is a problem of the post among the rivals."""
        path = output.path
        is_taken = path in self.outputs or path in self._folders
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            folders = list(self._new_folders(folder))
            is_taken = is_taken or path.startswith(OWN_FOLDERS)
            is_taken = is_taken or any(inner in self.outputs for inner in folders)
            if not is_taken:
                self._folders.update(folders)
        if is_taken:
            self._report_taken(output)
            return
        self.outputs[path] = output

    def _new_folders(self, folder: str) -> Iterator[str]:
        """*folder* and those around it in which nothing lies yet, inner ones first."""
        while folder and folder not in self._folders:
            yield folder
            folder = folder.rpartition("/")[0]

    def _report_taken(self, output: Output) -> None:
        path = output.path
        rivals = [
            other for other in self.outputs.values()
            if other.path == path or f"{path}/".startswith(f"{other.path}/")
            or other.path.startswith(f"{path}/")
        ]  # fmt: skip
        owned = [other for other in (output, *rivals) if other.post]
        aliases = [other.post for other in owned if isinstance(other.view, RedirectView)]
        post = next(iter([*aliases, *(other.post for other in owned)]), None)
        self.problems.append(
            Problem(
                f"{CONTENT}/{post.source}" if post else path,
                post.line("aliases" if aliases else "slug") if post else 1,
                Code.ADDRESS_TAKEN,
                f"نشانی /{path.removesuffix('index.html')} از آنِ بخش دیگری از سایت است.",
                "نشانی پیشین را پاک کنید." if aliases else "نام پرونده یا نامک را عوض کنید.",
            )
        )

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
    edition = Edition(content, site, clock)
    plan = Plan()
    for fate in edition.fates.values():
        plan.fates[fate] = plan.fates.get(fate, 0) + 1
    for planner in PLANNERS:
        for output in planner(edition):
            plan.add(output)
    for planner_of_all in (plan_sitemaps, plan_components):
        for output in planner_of_all(edition, tuple(plan.outputs.values())):
            plan.add(output)
    plan.copies = {copy.path: copy for copy in plan_media(edition)}
    plan.problems += find_dead_links(edition, plan.has)
    coming = (post for post in content.posts if edition.fate(post) is Fate.SCHEDULED)
    plan.problems += notices.find_unsendable(site, (*_recent(edition), *coming))
    return plan


def plan_front(edition: Edition) -> Iterator[Output]:
    """The front page."""
    clock = edition.clock
    newest = edition.listed[::-1]
    urgent = tuple(edition.cards[post.source] for post in newest if is_urgent(post, clock))
    rest = [edition.cards[post.source] for post in newest if not is_urgent(post, clock)]
    lead = next((c for c in rest if c.section == "news" and c.fate is Fate.PUBLIC), None)
    coming = sorted((card for card in rest if card.state in COMING), key=_start)
    view = FrontView(
        head=Head(edition.site.name, edition.site.tagline, "/"),
        urgent=urgent,
        lead=lead,
        news=_shelf("news", (card for card in rest if card is not lead)),
        courses=Shelf(section_link("courses"), tuple(coming[:FRONT_COMING]), NO_COURSE),
        brochures=_shelf("brochures", rest, FRONT_COVERS),
        broadcasts=_shelf("broadcasts", rest),
        partners=edition.content.partners,
    )
    yield page("/", "front", view)


def _shelf(section: str, newest: Iterable[Card], size: int = FRONT_CARDS) -> Shelf:
    cards = (card for card in newest if card.section == section)
    return Shelf(section_link(section), tuple(islice(cards, size)), EMPTY[section])


def _list_pages(
    edition: Edition,
    cards: Sequence[Card],
    *,
    address: str,
    heading: str,
    description: str,
    empty: str,
    trail: tuple[Link, ...] = (HOME,),
    section: str = "",
    feed: FeedInfo | None = None,
) -> Iterator[Output]:
    """The pages of one list; *cards* are oldest first."""
    for part in paginate(cards, edition.site.page_size):
        own = f"{address}page/{part.number}/" if part.number else address
        name = f"{heading}، انتشار {_span(part.items)}" if part.number else heading
        is_coming = section == "courses" and not part.number
        groups = tuple(_course_groups(cards, part, edition.clock)) if is_coming else ()
        view = ListView(
            Head(name, description, own, feed),
            trail, name, description, address, part, empty, section, feed, groups,
        )  # fmt: skip
        yield page(own, "list", view)


def _span(newest_first: Sequence[Card]) -> str:
    """From when to when a page's posts were published: a page number would count backwards."""
    dates = [card.date for card in newest_first if card.date]
    return format_span(dates[-1], dates[0]) if dates else ""


def _course_groups(cards: Iterable[Card], front: ListPage[Card], clock: Clock) -> Iterator[Group]:
    """What is to come, the next first, and what goes on, of whatever page; then what has been."""
    ahead = sorted((card for card in cards if _is_ahead(card, clock)), key=_start)
    running = tuple(card for card in ahead if card.state is CourseState.RUNNING)
    coming = tuple(card for card in ahead if card.state is not CourseState.RUNNING)
    been = tuple(sorted((c for c in front.items if c not in ahead), key=_start, reverse=True))
    groups = (("پیش رو", coming), ("در حال برگزاری", running), ("گذشته", been))
    return (Group(heading, found) for heading, found in groups if found)


def _is_ahead(card: Card, clock: Clock) -> bool:
    """Who wanted to come to a cancelled course looks for it among those to come."""
    is_off = card.state is CourseState.CANCELLED and card.starts is not None
    return card.state in AHEAD or (is_off and not clock.has_come(card.starts or LATEST))


def _start(card: Card) -> tuple[datetime, str]:
    """By beginning; a draft that has none comes last."""
    return card.starts or LATEST, card.address


def plan_sections(edition: Edition) -> Iterator[Output]:
    """The lists of the four sections."""
    by_section: dict[str, list[Card]] = defaultdict(list)
    for post in edition.listed:
        by_section[post.section].append(edition.cards[post.source])
    for section in SECTIONS:
        yield from _list_pages(
            edition,
            by_section[section],
            address=f"/{section}/",
            heading=SECTION_NAMES[section],
            description=SECTION_DESCRIPTIONS[section],
            empty=EMPTY[section],
            section=section,
            feed=SECTION_FEEDS[section],
        )


def plan_posts(edition: Edition) -> Iterator[Output]:
    """A page for every post that is shown."""
    older: dict[str, Link] = {}
    newer: dict[str, Link] = {}
    last: dict[str, Post] = {}
    for post in edition.listed:
        before = last.get(post.section)
        if before:
            older[post.source] = Link(before.title, before.address)
            newer[before.source] = Link(post.title, post.address)
        last[post.section] = post
    related = relate(edition)
    for post in edition.shown:
        view = _post_view(
            edition, post, older.get(post.source), newer.get(post.source), related[post.source]
        )
        yield page(post.address, "withdrawn" if view.fate is Fate.WITHDRAWN else "post", view)
        if view.fate is Fate.WITHDRAWN:
            yield Output(f"{post.address[1:]}410", documents.make_gone, SiteView())


def _post_view(
    edition: Edition,
    post: Post,
    older: Link | None,
    newer: Link | None,
    related: tuple[Card, ...],
) -> PostView:
    fate = edition.fate(post)
    if fate is Fate.WITHDRAWN:
        title, description = f"پس گرفته شد: {post.title}", "این مطلب پس گرفته شده است."
    else:
        title, description = post.title, post.summary
    return PostView(
        head=Head(
            title, description, post.address, SECTION_FEEDS[post.section], fate is Fate.PUBLIC
        ),
        trail=(HOME, section_link(post.section)),
        post=post,
        fate=fate,
        links=edition.links([post]),
        tags=edition.tags(post),
        audiences=tuple(Link(AUDIENCE_NAMES[a], f"/audience/{a}/") for a in post.audience),
        attachments=tuple(edition.attachment(file) for file in post.attachments),
        file=edition.attachment(post.file) if post.file else None,
        is_urgent=is_urgent(post, edition.clock),
        state=course_state(post, edition.clock),
        older=older,
        newer=newer,
        related=related,
        share=edition.content.share if fate is Fate.PUBLIC else (),
        picture_size=edition.picture_size(post),
        ninjs=ninjs_address(edition, post),
        kit=kit_address(edition, post),
    )


def relate(edition: Edition) -> Mapping[str, tuple[Card, ...]]:
    """For each post, the older ones that share most tags with it; of equals the newest."""
    recent: dict[str, deque[tuple[int, Card]]] = defaultdict(lambda: deque(maxlen=RELATED_DEPTH))
    related: dict[str, tuple[Card, ...]] = {}
    for number, post in enumerate(edition.shown):
        tags = [fold(tag.name) for tag in post.tags]
        shared: dict[int, int] = defaultdict(int)
        found: dict[int, Card] = {}
        for tag in tags:
            for other, card in recent[tag]:
                shared[other] += 1
                found[other] = card
        best = sorted(shared, key=lambda other: (shared[other], other), reverse=True)[:RELATED]
        related[post.source] = tuple(found[other] for other in best)
        if post.source in edition.cards:
            for tag in tags:
                recent[tag].append((number, edition.cards[post.source]))
    return related


def plan_pages(edition: Edition) -> Iterator[Output]:
    """The pages that stand alone, and the one for addresses that lead nowhere."""
    agreement = edition.content.agreement
    is_over = bool(agreement and edition.clock.has_come(agreement.valid_until + timedelta(days=1)))
    for post in edition.pages:
        about_agreement = post.slug == "agreement"
        view = PageView(
            head=Head(post.title, post.summary, post.address),
            trail=(HOME,),
            post=post,
            links=edition.links([post]),
            agreement=agreement if about_agreement else None,
            agreement_is_over=is_over and about_agreement,
            partners=edition.content.partners if about_agreement else (),
            feeds=FEEDS if post.slug == "feeds" else (),
            has_mark=post.slug == "mark",
            picture_size=edition.picture_size(post),
        )
        yield page(post.address, "page", view, post)
    head = Head("این صفحه پیدا نشد", "این نشانی به صفحه‌ای نمی‌رسد.", "/404.html", is_indexed=False)
    yield Output("404.html", "404", ErrorView(head, tuple(map(section_link, SECTIONS))))


def plan_tags(edition: Edition) -> Iterator[Output]:
    """A list for every tag of the tags file, and their index."""
    by_tag: dict[str, list[Card]] = defaultdict(list)
    for post in edition.listed:
        for info in edition.tags(post):
            by_tag[info.slug].append(edition.cards[post.source])
    tags = sorted(edition.content.tags.values(), key=lambda info: sort_key(info.name))
    for info in tags:
        yield from _list_pages(
            edition,
            by_tag[info.slug],
            address=info.address,
            heading=info.name,
            description=info.description,
            empty="هنوز مطلبی با این موضوع منتشر نشده است.",
            trail=(HOME, Link("موضوع‌ها", "/tags/")),
        )
    yield _index(
        "/tags/",
        "موضوع‌ها",
        "همهٔ موضوع‌هایی که مطلب‌های سایت با آن‌ها دسته‌بندی شده‌اند.",
        [(Link(info.name, info.address), info.description) for info in tags],
        empty="هنوز موضوعی تعریف نشده است.",
    )


def plan_audiences(edition: Edition) -> Iterator[Output]:
    """A list for every audience."""
    by_audience: dict[str, list[Card]] = defaultdict(list)
    for post in edition.listed:
        for name in post.audience:
            by_audience[name].append(edition.cards[post.source])
    for name, persian in AUDIENCE_NAMES.items():
        yield from _list_pages(
            edition,
            by_audience[name],
            address=f"/audience/{name}/",
            heading=f"برای {persian}",
            description=f"مطلب‌هایی که برای {persian} نوشته شده است.",
            empty=f"هنوز مطلبی ویژهٔ {persian} منتشر نشده است.",
            feed=AUDIENCE_FEEDS[name],
        )


def _by_month(posts: Iterable[Post]) -> Iterator[tuple[tuple[int, int], list[Post]]]:
    """Posts that have a date, grouped by Jalali (year, month), oldest first."""
    dated = (post for post in posts if post.date)
    for key, group in groupby(dated, key=lambda post: to_jalali(post.published)[:2]):
        yield key, list(group)


def plan_archive(edition: Edition) -> Iterator[Output]:
    """The archive by Jalali year and month."""
    trail = (HOME, Link("بایگانی", "/archive/"))
    by_year: dict[int, list[tuple[Link, str]]] = defaultdict(list)
    chain: list[tuple[Link, int, ListPage[Card]]] = []  # of all pages of all months, oldest first
    for (year, month), posts in _by_month(edition.listed):
        own = Link(format_month(year, month), f"/archive/{year}/{month:02}/")
        by_year[year].append((own, ""))
        cards = [edition.cards[post.source] for post in posts]
        for part in reversed(paginate(cards, edition.site.page_size)):
            chain.append((_part_link(own, part), year, part))
    links = [link for link, _, _ in chain]
    for number, (own, year, part) in enumerate(chain):
        view = MonthView(
            head=Head(f"بایگانی {own.text}", f"مطلب‌های {own.text}.", own.address),
            trail=(*trail, _year_link(year)),
            heading=own.text,
            cards=part.items,
            older=links[number - 1] if number else None,
            newer=links[number + 1] if number + 1 < len(links) else None,
        )
        yield page(own.address, "month", view)
    for year, items in by_year.items():
        own = _year_link(year)
        heading = f"سال {own.text}"
        yield _index(own.address, heading, f"مطلب‌های {heading}، ماه به ماه.", items, trail=trail)
    years = [(_year_link(year), "") for year in sorted(by_year, reverse=True)]
    yield _index("/archive/", "بایگانی", "همهٔ مطلب‌های سایت به ترتیب زمان.", years)


def _part_link(month: Link, part: ListPage[Card]) -> Link:
    """A page of a month: its front, or an older one by the days that it shows."""
    return Link(_span(part.items), f"{month.address}page/{part.number}/") if part.number else month


def _year_link(year: int) -> Link:
    return Link(persian_digits(str(year)), f"/archive/{year}/")


def _index(
    address: str,
    heading: str,
    description: str,
    items: Iterable[tuple[Link, str]],
    *,
    trail: tuple[Link, ...] = (HOME,),
    empty: str = "هنوز مطلبی منتشر نشده است.",
) -> Output:
    head = Head(heading, description, address)
    view = IndexView(head, trail, heading, description, tuple(items), empty)
    return page(address, "index", view)


def plan_redirects(edition: Edition) -> Iterator[Output]:
    """The short address of every post, and every former address."""
    for post in (*edition.shown, *edition.content.pages):
        view = RedirectView(Head(post.title, "", post.address, is_indexed=False), post.address)
        if post.id and post.section != PAGES:
            yield page(post.short_address, "redirect", view)
        for alias in post.aliases:
            path = f"{alias[1:]}index.html" if alias.endswith("/") else alias[1:]
            yield Output(path, "redirect", view, post=post)


def plan_notices(edition: Edition) -> Iterator[Output]:
    """The hand-over to the SMS script: the posts of the last thirty days."""
    yield Output("notices.json", notices.make_notices, NoticesView(_recent(edition)))


def _recent(edition: Edition) -> tuple[Post, ...]:
    recent = []
    for post in reversed(edition.public):
        if edition.clock.has_come(post.published + WINDOW):
            break
        recent.append(post)
    return tuple(recent)


def plan_documents(edition: Edition) -> Iterator[Output]:
    """What shows nothing but the site's settings."""
    del edition
    yield Output("robots.txt", documents.make_robots, SiteView())
    yield Output("manifest.webmanifest", documents.make_manifest, SiteView())


def plan_sitemaps(edition: Edition, planned: Iterable[Output]) -> Iterator[Output]:
    """A sitemap for each Jalali month of posts, one for all other pages, and their index."""
    views = (output.view for output in planned if isinstance(output.make, str))
    pages = sorted(
        view.head.address
        for view in views
        if view.head.is_indexed and not isinstance(view, PostView)
    )
    sitemaps = {"/sitemap/pages.xml": SitemapView(tuple((address, None) for address in pages))}
    for (year, month), posts in _by_month(edition.public):
        entries = tuple((post.address, post.modified) for post in posts)
        sitemaps[f"/sitemap/{year}-{month:02}.xml"] = SitemapView(entries)
    index: list[tuple[str, datetime | None]] = []
    for address, view in sitemaps.items():
        yield Output(address[1:], documents.make_sitemap, view)
        changes = [modified for _, modified in view.entries if modified]
        index.append((address, max(changes, default=None)))
    yield Output("sitemap.xml", documents.make_sitemap_index, SitemapView(tuple(index)))


def plan_components(edition: Edition, planned: Iterable[Output]) -> Iterator[Output]:
    """The page that shows each part of the theme in each state, if this is the site of patterns."""
    if not edition.site.has_patterns:
        return
    views = (output.view for output in planned)
    posts = {PurePosixPath(v.post.source).stem: v for v in views if isinstance(v, PostView)}
    cards = {PurePosixPath(source).stem: card for source, card in edition.cards.items()}
    head = Head("الگوهای نما", "هر جزء نما در هر حالت، روشن و تیره.", "/components/", None, False)
    view = ComponentsView(
        head, posts, cards, edition.content.agreement, edition.content.partners, FEEDS
    )
    yield page("/components/", "components", view)


def plan_media(edition: Edition) -> Iterator[Copy]:
    """Only files that a page of this build shows go out: a withdrawn picture does not."""
    for post in (*edition.shown, *edition.content.pages):
        for path in (*(f.path for f in post.media), *(link.target for link in post.body.media)):
            yield Copy(path, edition.content.root / path, edition.facts(path).digest)


PLANNERS: tuple[Callable[[Edition], Iterator[Output]], ...] = (
    plan_front,
    plan_sections,
    plan_posts,
    plan_pages,
    plan_tags,
    plan_audiences,
    plan_archive,
    plan_redirects,
    plan_agencies,
    plan_notices,
    plan_documents,
)
