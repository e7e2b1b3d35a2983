"""Words on which the rules of the house style lean."""

from __future__ import annotations

from newsroom.persian import ZWNJ

# As typed with a space, and as the house writes it; `*`: the word may go on.
SPLIT = {
    "بر گزار": "برگزار", "بر گزاری": "برگزاری",
    "بر گزید*": "برگزید", "بر خوردار*": "برخوردار", "بر رسی*": "بررسی",
    "هم چنین": "همچنین", "هم چنان": "همچنان",
    "هم آهنگ*": "هماهنگ", "چنان چه": "چنانچه",
    "در باره*": "درباره", "خوش بختانه": "خوشبختانه", "یک شنبه": "یکشنبه",
    "دو شنبه": "دوشنبه", "چهار شنبه": "چهارشنبه", "سه شنبه": f"سه{ZWNJ}شنبه",
    "پنج شنبه": f"پنج{ZWNJ}شنبه", "علی رغم": f"علی{ZWNJ}رغم", "هیچ گونه": f"هیچ{ZWNJ}گونه",
    "هیچ کس": f"هیچ{ZWNJ}کس", "هیچ یک": f"هیچ{ZWNJ}یک", "این گونه": f"این{ZWNJ}گونه",
    "آن گونه": f"آن{ZWNJ}گونه", "همان گونه": f"همان{ZWNJ}گونه", "این طور": f"این{ZWNJ}طور",
    "آن طور": f"آن{ZWNJ}طور", "همان طور": f"همان{ZWNJ}طور", "همین طور": f"همین{ZWNJ}طور",
    "این جا": f"این{ZWNJ}جا", "آن جا": f"آن{ZWNJ}جا", "بین المللی": f"بین{ZWNJ}المللی",
    "فوق العاده": f"فوق{ZWNJ}العاده", "نیم فاصله": f"نیم{ZWNJ}فاصله",
}  # fmt: skip

# «تر» alone may be "wet"; after one of these it is a comparison.
_ADJECTIVES = """
آرام آزاد آسان آشکار آگاه آهسته ارزان ارزنده اصلی اساسی امن انسانی ایمن باارزش بااهمیت باتجربه
باریک باز باکیفیت بالا بد برجسته بزرگ بلند بهینه بی\u200cخطر پاک پایدار پایین پخته پررنگ پرشور
پیچیده پیر پیش پیشرفته تازه تخصصی ترسناک تلخ تند تنگ توانا تیره تیز ثابت جالب جامع جدی جدید جذاب
جزئی جوان حساس خالص خشک خطرناک خوب خوشحال دقیق درست دشوار دور دیر راحت روان روشن زشت زود زیاد
زیبا ژرف ساده سالم سبک سخت سرد سریع سفید سنگین سودمند سیاه شاد شایسته شدید شفاف شیرین صریح ضعیف
طولانی عالی عادلانه عاقل عظیم عقب علمی عمیق غنی فراوان فشرده فعال فقیر قدیمی قدرتمند قوی کامل
کلی کم کند کوتاه کوچک کهن گران گرم گسترده متفاوت محدود محکم مرتفع مشخص مشکل مطلوب مطمئن معتبر
معروف مفصل مفید مقاوم منطقی منظم مناسب مهم مهربان موفق مؤثر موثر نازک نرم نزدیک نو واقعی واضح
وسیع ویژه هوشمند
"""
# Before «ها» and «ترین» these begin something else.
_NOT_STEMS = """
و یا به از با که در را تا بر این
"""
# Begin as a verb with «می» would, and are none.
_NOT_VERBS = """
میشی میدان میدانی میگون نمیری میری
"""
# Words in «ه» that take no ending, so what stands after them stands alone.
_NOT_PARTICIPLES = """
به که نه چه سه ده بله نیمه گرچه اگرچه آنکه اینکه هرچه چنانچه بلکه وگرنه
"""
# After a bracket or a quotation these go on with it: «استاندارد»های، کتاب(ها).
# So do «(ره)» and its like with a name.
_ENDINGS = """
ها های هایی هایش ی ای ان ات ام اش شان مان تان اند است تر ترین ش م ت ع ص س ره عج
"""

# Texts of a link that do not say where it leads; of a picture, that do not say what it shows.
EMPTY_LINKS = (
    f"این{ZWNJ}جا", "اینجا", "این جا", f"این{ZWNJ}جا را کلیک کنید", "اینجا کلیک کنید", "کلیک کنید",
    "لینک", "پیوند", "ادامه", "ادامهٔ مطلب", "ادامه مطلب", "بیشتر", "بیشتر بخوانید", "مشاهده",
    "دانلود", "دریافت",
)  # fmt: skip
EMPTY_ALTS = ("تصویر", "عکس", "نمودار", "شکل", "لوگو", "بنر")

ADJECTIVES = frozenset(_ADJECTIVES.split())
NOT_STEMS = frozenset(_NOT_STEMS.split())
NOT_VERBS = frozenset(_NOT_VERBS.split())
NOT_PARTICIPLES = frozenset(_NOT_PARTICIPLES.split())
ENDINGS = frozenset(_ENDINGS.split())
