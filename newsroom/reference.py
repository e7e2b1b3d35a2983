"""The tables of fields and of the house style as documents for editors."""

from __future__ import annotations

from collections.abc import Iterator

from newsroom.fields import EVERYWHERE, FIELDS, SECTIONS, Field
from newsroom.persian import persian_digits
from newsroom.problems import Severity
from newsroom.site import SECTION_NAMES
from newsroom.style.table import RULES, Rule

HEADER = """\
<!-- این پرونده از newsroom/fields.py ساخته می‌شود؛ دستی تغییرش ندهید: make docs -->

# کلیدهای بالای هر نوشته

هر نوشته با دو سطر `---` آغاز می‌شود و میان آن‌ها هر سطر یک کلید است. نام فارسی و لاتین هر دو خوانده
می‌شود؛ میان واژه‌های یک نام فاصله، نیم‌فاصله یا `_` یکی است. هر دو نام یک کلید در یک پرونده نیاید.
مقداری را که خودش دونقطه دارد در گیومهٔ لاتین بگذارید: `عنوان: "استاندارد: چرا؟"`.

تاریخ شمسی است یا میلادی و به هر یک از این شکل‌ها نوشته می‌شود: `1405-07-22`، `۱۴۰۵/۷/۲۲`،
`۲۲ مهر ۱۴۰۵`، `چهارشنبه ۲۲ مهر ۱۴۰۵`، `2026-10-14`. ساعت پس از آن می‌آید: `1405-07-22 09:30`،
`۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰`، `۲۲ مهر ۱۴۰۵، ساعت ۹`. ساعت از ۰ تا ۲۳ است، بی «صبح» و «عصر» که هر کس
آن‌ها را جور دیگری می‌فهمد.
"""


def make_reference() -> str:
    """The whole document."""
    return "\n".join([HEADER, *_groups()])


def _groups() -> Iterator[str]:
    yield from _table("برای همهٔ نوشته‌ها", [f for f in FIELDS if set(f.sections) >= set(SECTIONS)])
    for section in SECTIONS:
        own = [f for f in FIELDS if f.sections == (section,)]
        if own:
            yield from _table(f"تنها برای {SECTION_NAMES[section]} (`content/{section}`)", own)
    pages = "، ".join(f.persian[0] for f in FIELDS if f.sections == EVERYWHERE)
    yield f"## برای صفحه‌های ثابت (`content/pages`)\n\nتنها این‌ها: {pages}.\n"


def _table(title: str, fields: list[Field]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| کلید | نام لاتین | معنا | نمونه |"
    yield "| --- | --- | --- | --- |"
    yield from map(_row, fields)
    yield ""


def _row(field: Field) -> str:
    notes = [field.help]
    if field.max_length:
        notes.append(f"تا {persian_digits(str(field.max_length))} نویسه.")
    if field.choices:
        notes.append(f"یکی از: {'، '.join(choice.persian[0] for choice in field.choices)}.")
    if field.to_publish:
        notes.append("**برای انتشار لازم است.**")
    names = "، ".join(field.persian)
    return f"| {names} | `{field.key}` | {' '.join(notes)} | `{field.example}` |"


STYLE_HEADER = """\
<!-- این پرونده از newsroom/style/table.py ساخته می‌شود؛ دستی تغییرش ندهید: make docs -->

# شیوهٔ نگارش این خانه

«make check» هر چه را از این شیوه بیرون است با سطر و راه‌حل می‌گوید و «make fix» آنچه را بی‌خطر
است درست می‌کند. **خطا** را باید درست کرد: سنجش با آن به پایان نمی‌رسد و قلاب git و سامانهٔ
ساخت آن را نمی‌پذیرند. **یادآوری** جلو چیزی را نمی‌گیرد: شاید نوشتهٔ شما درست باشد. آنچه
**خودبه‌خود** است گفته نمی‌شود، چون سایت آن را درست نشان می‌دهد و «make fix» در پرونده هم
می‌نویسد. هیچ نوشته‌ای شب‌هنگام برای یک نیم‌فاصله بیرون نمی‌ماند: ساخت سایت به این شیوه کاری
ندارد.

آنچه نوشتهٔ ما نیست دست نمی‌خورد و سنجیده نمی‌شود: کد، نشانی، نام لاتین، زبان دیگر
(`lang="ar"`)، نقل‌قول و شعری که هر سطرش با `>` آغاز شود، و نقلی که میان `<q>` و `</q>` باشد.
پس اگر جایی حق با شماست، آن را `<q>` بگذارید.
"""


def make_style_guide() -> str:
    """The rules of the house style: docs/house-style.md."""
    parts = [STYLE_HEADER]
    for title, severity in (
        ("خطا", Severity.ERROR), ("یادآوری", Severity.REMARK), ("خودبه‌خود", None),
    ):  # fmt: skip
        parts.append(f"## {title}\n\n| قاعده | نادرست | درست | درست می‌شود؟ | کد |")
        parts.append("| --- | --- | --- | --- | --- |")
        parts += [_style_row(rule) for rule in RULES if rule.severity is severity]
        parts.append("")
    return "\n".join(parts)


def _style_row(rule: Rule) -> str:
    is_mended = rule.is_mended or rule.code is None
    bad, good = (_cell(example) for example in (rule.bad, rule.good))
    code = f"`{rule.code}`" if rule.code else ""
    return f"| {rule.why} | {bad} | {good} | {'بله' if is_mended else 'نه'} | {code} |"


def _cell(example: str) -> str:
    return "<br>".join(f"`{line}`" for line in example.replace("|", "\\|").split("\n") if line)
