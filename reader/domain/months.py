"""Names of the months in the languages that feeds and pages write dates in: data only, loaded with `dateforms`."""

from __future__ import annotations

from unicodedata import normalize

_NAMES = (
    "jan january januar janvier janv enero ene gennaio gen janeiro januari stycznia января янв jänner ocak oca ledna "
    "január januára ianuarie ιανουαρίου tammikuuta січня يناير जनवरी জানুয়ারি มกราคม ม.ค ינואר",
    "feb february februar février févr fév fevrier febbraio febrero fevereiro fev februari lutego февраля фев şubat "
    "şub února február februára februarie φεβρουαρίου helmikuuta лютого فبراير फरवरी फ़रवरी ফেব্রুয়ারি กุมภาพันธ์ ก.พ פברואר",
    "mar march märz mrz mär mars marzo março marco maart mrt marca марта мар mart března március martie μαρτίου "
    "maaliskuuta березня مارس मार्च মার্চ มีนาคม มี.ค מרץ maret",
    "apr april avril avr abril abr aprile kwietnia апреля апр nisan nis dubna április apríla aprilie απριλίου "
    "huhtikuuta квітня أبريل ابريل إبريل अप्रैल এপ্রিল เมษายน เม.ย אפריל",
    "may mai mayo maggio mag maio mei maja мая май mayıs května május mája μαΐου toukokuuta травня مايو मई মে "
    "พฤษภาคม พ.ค מאי maj",
    "jun june juni juin junio giugno giu junho czerwca июня июн haziran haz června június júna iunie ιουνίου "
    "kesäkuuta червня يونيو जून জুন มิถุนายน มิ.ย יוני",
    "jul july juli juillet juil julio luglio lug julho lipca июля июл temmuz tem července július júla iulie ιουλίου "
    "heinäkuuta липня يوليو जुलाई জুলাই กรกฎาคม ก.ค יולי",
    "aug august août aout agosto ago augustus augusti sierpnia августа авг ağustos ağu srpna augusztus augusta "
    "αυγούστου elokuuta серпня أغسطس اغسطس अगस्त আগস্ট สิงหาคม ส.ค אוגוסט agustus agu agt",
    "sep sept september septembre septiembre settembre set setembro września сентября сен сент eylül eyl září "
    "szeptember septembra septembrie σεπτεμβρίου syyskuuta вересня سبتمبر सितंबर सितम्बर সেপ্টেম্বর กันยายน ก.ย ספטמבר",
    "oct october okt oktober octobre octubre ottobre ott outubro out października октября окт ekim eki října október "
    "októbra octombrie οκτωβρίου lokakuuta жовтня أكتوبر اكتوبر अक्टूबर अक्तूबर অক্টোবর ตุลาคม ต.ค אוקטובר",
    "nov november novembre noviembre novembro listopada ноября ноя kasım kas listopadu novembra noiembrie νοεμβρίου "
    "marraskuuta листопада نوفمبر नवंबर नवम्बर নভেম্বর พฤศจิกายน พ.ย נובמבר",
    "dec december dez dezember décembre déc decembre diciembre dic dicembre dezembro grudnia декабря дек aralık ara "
    "prosince decembra decembrie δεκεμβρίου joulukuuta грудня ديسمبر दिसंबर दिसम्बर ডিসেম্বর ธันวาคม ธ.ค דצמבר "
    "desember des",
)
MONTHS = {normalize("NFC", name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
"""Lower-case name or short name without its last point, NFC -> number."""


def month_of(name: str) -> int | None:
    """The number of the month that `name` names, in whatever case; None when it names none."""
    return MONTHS.get(normalize("NFC", name.lower().replace("i\u0307", "i")).rstrip("."))
