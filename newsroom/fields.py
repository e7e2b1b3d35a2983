"""
The table of fields: every key that an editor may write, in one place.

The checker, `make new`, `make fix --keys` and `docs/front-matter.md` are made from it.

Source: the content contract of the project (docs/front-matter.md is its readable form).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from newsroom.persian import fold

SECTIONS = ("news", "brochures", "courses", "broadcasts")
PAGES = "pages"
EVERYWHERE = (*SECTIONS, PAGES)


class Kind(StrEnum):
    """What a value is; `newsroom.values` has one parser for each."""

    TEXT = "text"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    IDENTITY = "identity"
    SLUG = "slug"
    TAGS = "tags"
    MEDIA = "media"
    MEDIA_LIST = "media list"
    MEDIA_OR_LINK = "media or link"
    FLAG = "flag"
    SMS = "sms"
    NUMBER = "number"
    DURATION = "duration"
    LINK = "link"
    ADDRESSES = "addresses"
    CORRECTIONS = "corrections"
    WITHDRAWAL = "withdrawal"


LIST_KINDS = frozenset({Kind.CHOICES, Kind.TAGS, Kind.MEDIA_LIST, Kind.ADDRESSES, Kind.CORRECTIONS})


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: its name for machines, and what else it is called, first in Persian."""

    name: str
    persian: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every word that means it."""
        return (*self.persian, self.name)


STATUSES = (
    Choice("draft", ("پیش‌نویس",)),
    Choice("published", ("منتشرشده", "منتشر")),
    Choice("withdrawn", ("پس‌گرفته‌شده", "پس‌گرفته")),
)
AUDIENCES = (
    Choice("public", ("همگان",)),
    Choice("schools", ("مدرسه‌ها",)),
    Choice("producers", ("تولیدکنندگان",)),
    Choice("importers", ("واردکنندگان",)),
    Choice("media", ("رسانه‌ها",)),
    Choice("children", ("کودکان",)),
)
BROCHURE_KINDS = (
    Choice("brochure", ("بروشور",)),
    Choice("booklet", ("کتابچهٔ راهنما", "کتابچه")),
    Choice("exercise-book", ("دفتر مشق",)),
    Choice("poster", ("پوستر",)),
)
FLAGS = (Choice("true", ("بله", "yes")), Choice("false", ("خیر", "نه", "no")))


@dataclass(frozen=True, slots=True)
class Field:
    """
    One key of the front matter.

    Attributes:
        key: English name, with `_` between words; the name in our code.
        persian: Persian names, the one that `make new` writes first.
        kind: what the value is.
        help: one Persian sentence for the editor.
        example: a value exactly as an editor would type it.
        sections: where the key may stand.
        max_length: characters, for the kinds that are text; every one of them has a limit.
        choices: allowed values, for the two kinds of choice.
        to_publish: a published post must have it.
    """

    key: str
    persian: tuple[str, ...]
    kind: Kind
    help: str
    example: str
    sections: tuple[str, ...] = SECTIONS
    max_length: int = 0
    choices: tuple[Choice, ...] = ()
    to_publish: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the key is understood."""
        return (*self.persian, self.key)


FIELDS: tuple[Field, ...] = (
    Field("title", ("عنوان",), Kind.TEXT, "نام مطلب، همان که در فهرست‌ها و پیامک می‌آید.",
          "روز جهانی استاندارد", EVERYWHERE, max_length=110, to_publish=True),
    Field("date", ("تاریخ",), Kind.MOMENT,
          "لحظهٔ انتشار، شمسی یا میلادی، با ساعت؛ اگر در آینده باشد مطلب تا آن لحظه پنهان می‌ماند.",
          "1405-07-22 09:30", to_publish=True),
    Field("status", ("وضعیت",), Kind.CHOICE,
          "پیش‌نویس است تا وقتی که «منتشرشده» بنویسید.", "پیش‌نویس", choices=STATUSES),
    Field("id", ("شناسه",), Kind.IDENTITY,
          "نشان همیشگی مطلب؛ «make new» یا «make fix» یک بار می‌نویسد و دیگر عوض نمی‌شود.",
          "4k7m2q", to_publish=True),
    Field("summary", ("خلاصه", "چکیده", "لید"), Kind.TEXT,
          "یک یا دو جمله که جان مطلب است.", "از این پس نشان استاندارد را با یک پیامک بسنجید.",
          EVERYWHERE, max_length=300, to_publish=True),
    Field("kicker", ("روتیتر",), Kind.TEXT, "سطر کوچک بالای عنوان.", "ایمنی در خانه",
          max_length=80),
    Field("dateline", ("مکان",), Kind.TEXT, "جایی که خبر از آن است.", "خرم‌آباد", max_length=80),
    Field("happened", ("رویداد",), Kind.MOMENT, "روزی که رویداد رخ داده است.", "1405-07-22"),
    Field("slug", ("نامک",), Kind.SLUG,
          "پایان نشانی صفحه با حرف‌های کوچک لاتین؛ اگر نباشد نام پرونده است.",
          "world-standards-day", EVERYWHERE),
    Field("tags", ("برچسب‌ها", "برچسب"), Kind.TAGS,
          "موضوع‌ها، با ویرگول از هم جدا؛ هر کدام باید در content/tags.yaml باشد.",
          "نشان استاندارد، ایمنی در خانه"),
    Field("audience", ("مخاطب",), Kind.CHOICES, "مطلب برای چه کسانی است.", "همگان، مدرسه‌ها",
          choices=AUDIENCES),
    Field("urgent", ("فوری",), Kind.MOMENT, "تا این روز مطلب در صدر صفحهٔ نخست می‌ماند.",
          "1405-07-30"),
    Field("image", ("تصویر",), Kind.MEDIA, "تصویر اصلی، پرونده‌ای از content/media.",
          "media/mark.svg", EVERYWHERE),
    Field("image_alt", ("متن جایگزین",), Kind.TEXT,
          "آنچه در تصویر دیده می‌شود، برای کسی که آن را نمی‌بیند.",
          "برچسب کالا با کدی ده‌رقمی زیر نشان", EVERYWHERE, max_length=300),
    Field("image_caption", ("شرح تصویر",), Kind.TEXT, "نوشتهٔ زیر تصویر.",
          "کد زیر نشان را با پیامک بپرسید.", EVERYWHERE, max_length=300),
    Field("image_credit", ("عکاس",), Kind.TEXT, "نام پدیدآور تصویر.", "روابط عمومی", EVERYWHERE,
          max_length=80),
    Field("image_licence", ("پروانهٔ عکس",), Kind.TEXT, "اجازهٔ بازنشر تصویر.", "CC BY 4.0",
          EVERYWHERE, max_length=80),
    Field("gallery", ("گالری",), Kind.MEDIA_LIST,
          "تصویرهای دیگر: فهرستی از پرونده‌ها، هر کدام با متن جایگزین.",
          "[{file: media/a.jpg, alt: غرفهٔ آموزش}]"),
    Field("attachments", ("پیوست‌ها", "پیوست"), Kind.MEDIA_LIST,
          "پرونده‌هایی برای دریافت، از content/media.", "[media/checklist.txt]"),
    Field("contact", ("تماس",), Kind.TEXT,
          "سمت و شمارهٔ پاسخ‌گوی رسانه‌ها دربارهٔ این مطلب، بی نام شخص.",
          "روابط عمومی، ۱۵۱۷", EVERYWHERE, max_length=120),
    Field("updated", ("به‌روزرسانی",), Kind.MOMENT,
          "روز تغییری کوچک که خواننده بهتر است بداند.", "1405-08-01 10:00", EVERYWHERE),
    Field("corrections", ("اصلاحیه‌ها", "اصلاحیه"), Kind.CORRECTIONS,
          "فهرستی از {تاریخ، متن}؛ هر کدام در صفحه با تاریخ می‌آید.",
          "[{تاریخ: 1405-08-02 11:00, متن: سال قانون ۱۳۹۶ است.}]"),
    Field("withdrawn", ("پس‌گیری",), Kind.WITHDRAWAL,
          "تاریخ و دلیل پس گرفتن مطلب، همراه با وضعیت «پس‌گرفته‌شده».",
          "{تاریخ: 1405-08-03 12:00, دلیل: نشانی درست نبود.}"),
    Field("sms", ("پیامک",), Kind.SMS,
          "«خیر» یعنی پیامک فرستاده نشود؛ یا متن پیامک به جای عنوان، بی ایموجی.", "خیر",
          max_length=300),
    Field("aliases", ("نشانی‌های پیشین",), Kind.ADDRESSES,
          "نشانی‌های کهنه‌ای که باید به این صفحه برسند.", "/news/1405/old-name/", EVERYWHERE),
    Field("sample", ("نمونه",), Kind.FLAG,
          "مطلب نمایشی است؛ فقط در ساخت محلی دیده می‌شود.", "بله", choices=FLAGS),
    Field("kind", ("نوع",), Kind.CHOICE, "گونهٔ کالای ترویجی.", "بروشور", ("brochures",),
          choices=BROCHURE_KINDS, to_publish=True),
    Field("file", ("پرونده",), Kind.MEDIA, "پروندهٔ آمادهٔ چاپ.", "media/toys.pdf",
          ("brochures",)),
    Field("pages", ("صفحه‌ها",), Kind.NUMBER, "شمار صفحه‌ها.", "8", ("brochures",)),
    Field("ages", ("سن",), Kind.TEXT, "برای چه سنی است.", "۷ تا ۱۰ سال", ("brochures",),
          max_length=40),
    Field("starts", ("آغاز",), Kind.MOMENT, "روز و ساعت آغاز دوره؛ برای انتشار ساعت هم می‌خواهد.",
          "1405-10-05 09:00", ("courses",), to_publish=True),
    Field("ends", ("پایان",), Kind.MOMENT, "روز و ساعت پایان دوره.", "1405-10-06 12:00",
          ("courses",)),
    Field("register_until", ("مهلت ثبت‌نام",), Kind.MOMENT, "آخرین لحظهٔ ثبت‌نام، تا آغاز دوره.",
          "1405-10-01", ("courses",)),
    Field("place", ("محل",), Kind.TEXT, "جای برگزاری.", "سالن آموزش", ("courses",),
          max_length=120, to_publish=True),
    Field("capacity", ("ظرفیت",), Kind.NUMBER, "شمار جاها.", "30", ("courses",)),
    Field("taken", ("ثبت‌نام‌شده",), Kind.NUMBER, "شمار کسانی که ثبت‌نام کرده‌اند.", "12",
          ("courses",)),
    Field("cancelled", ("لغو",), Kind.FLAG, "دوره برگزار نمی‌شود.", "خیر", ("courses",),
          choices=FLAGS),
    Field("register_url", ("نشانی ثبت‌نام",), Kind.LINK, "صفحهٔ ثبت‌نام.",
          "https://example.ir/register", ("courses",)),
    Field("phone", ("تلفن",), Kind.TEXT, "شمارهٔ ثبت‌نام یا پرسش.", "1517", ("courses",),
          max_length=40),
    Field("airs", ("پخش",), Kind.MOMENT, "روز و ساعت پخش.", "1405-07-22 21:00",
          ("broadcasts",)),
    Field("channel", ("شبکه",), Kind.TEXT, "شبکهٔ پخش‌کننده.", "شبکهٔ استانی", ("broadcasts",),
          max_length=80),
    Field("duration", ("مدت",), Kind.DURATION, "دقیقه و ثانیه.", "12:30", ("broadcasts",)),
    Field("video", ("ویدئو",), Kind.MEDIA_OR_LINK, "پرونده‌ای از content/media یا یک نشانی.",
          "media/clip.mp4", ("broadcasts",)),
    Field("captions", ("زیرنویس",), Kind.MEDIA, "پروندهٔ WebVTT زیرنویس.", "media/clip.vtt",
          ("broadcasts",)),
)  # fmt: skip

BY_NAME: dict[str, Field] = {fold(name): field for field in FIELDS for name in field.names}


def find_choice(typed: str, choices: tuple[Choice, ...]) -> str | None:
    """The name of the choice that an editor means by *typed*."""
    wanted = fold(typed)
    return next((c.name for c in choices if wanted in map(fold, c.names)), None)


def find_flag(typed: str) -> bool | None:
    """Whether *typed* means yes or no; None for any other word."""
    found = find_choice(typed, FLAGS)
    return None if found is None else found == "true"


def find_field(name: str) -> Field | None:
    """The field that an editor means by *name*: any spelling, space, half-space or `_`."""
    return BY_NAME.get(fold(name))
