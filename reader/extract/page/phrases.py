"""Lines that stand in or beside a text and are not of it: labels, calls, placeholders. Data and a few look-ups.

All patterns run over folded text (no case, no accents, đ as d).
"""

from __future__ import annotations

import re

from reader.domain.text import fold

_ALSO = re.compile(
    r"^\W*(?:doc them|xem them|doc tiep|tin lien quan|>>|read more|read also|also read|see also|more:|related:|read:|"
    r"watch:|lesen sie (?:auch|mehr)|lesen sie hier|mehr zum thema|lees ook|a lire(?: aussi)?|lire aussi|lea tambien|"
    r"lee tambien|leggi anche|leia (?:tambem|mais)|baca juga|les ogsa|las ocksa|ctete take|czytaj (?:tez|takze)|"
    r"mehr dazu|auch interessant|lesetipp|don't miss|dont miss|click here|sign up|subscribe|newsletter|follow us|"
    r"join our|download the|ilgili haber|читаите также|関連記事|to read more|mehr lesen|siehe auch|mas informacion|"
    r"te puede interesar|ver tambien|saiba mais|veja tambem)"
)
_LABEL = re.compile(
    r"^\W*(?:advert|advertisement|ads?|anzeigen?|werbung|publicidad|publicidade|publicite|pubblicita|reklame?|iklan|"
    r"annonse|annonce|annons|annonsorinnhold|quang cao|広告|광고|广告|廣告|pr|embed|loading(?: content)?|laden|"
    r"player wird geladen|vorlesen|artikel teilen|teilen|drucken|merken|share|save|print|copy link|link copied|"
    r"this slideshow requires javascript|comments?|kommentare|text size|story continues below(?: advertisement)?|"
    r"article continues (?:below|after)(?: (?:the )?(?:ad|advertisement|video))?|continue reading|scroll to continue|"
    r"facebook|twitter|whatsapp|google\+?|pinterest|linkedin|telegram|email|e-mail|view all(?: \(\d+\))?|language)"
    r"(?:[\s|,+·]+(?:facebook|twitter|whatsapp|google\+?|pinterest|linkedin|telegram|email|x))*\W*$"
)
_PLACEHOLDER = re.compile(
    r"empfohlener redaktioneller inhalt|externe[nr]? inhalte? (?:anzeigen|von)|"
    r"(?:externer|ausgewahlten,? externen) inhalt|"
    r"einverstanden, dass mir|personenbezogene daten (?:konnen )?an drittplattformen|ein klick fur den datenschutz|"
    r"an dieser stelle (?:findest|finden) |inhalte (?:von \w+ )?(?:erlauben|anzeigen)|this video has failed to load|"
    r"to view this (?:content|video|media)|please (?:enable|accept|turn on) (?:javascript|cookies|marketing)|"
    r"accepter les cookies|pour afficher ce contenu|aceptar (?:las )?cookies|can't see this|content (?:is )?blocked|"
    r"an error occurred|try refreshing your browser|your browser (?:does not|doesn't) support"
)
_CALL = re.compile(
    r"sign(?:ing)? up (?:for|to)|newsletter|subscribe|follow (?:us|the|him|her|me)\b|"
    r"jetzt (?:weiterlesen|testen|bestellen)|kostenlos testen|"
    r"abonn|zugang zu allen|reservee? aux|suscri|iscriviti|assine|berlangganan|feedback|bookmark|whatsapp[ -]channel|"
    r"google news|"
    r"download (?:our|the)|join (?:our|the)|like this story|share it with|reach (?:the reporter|him|her)|"
    r"(?:all rights reserved|alle rechte vorbehalten|tous droits reserves|do not reproduce)|copyright (?:©|ⓒ|\d{4})|"
    r"^(?:\S+@\S+\.\w+|(?:https?://|www\.|twitter\.com/)\S+)$|dieses thema im programm|uber dieses thema berichtete|"
    r"zur startseite|ihre meinung ist uns wichtig|contact us|kontaktieren sie|write to \w+ .* at|email \w+ .* at|"
    r"moderat\w+ all comments|"
    r"会員(?:限定|登録|向け)|ログインして|続きを読む|有料(?:会員|記事)|로그인|订阅|訂閱|登录后|"
    r"moi ban doc|dong gop y kien|theo doi .* tren"
)
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|di|door|av|af|boi|oleh|written by|text(?:e|o)?:?|foto:|photo:|image:)\s+\S"
)
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[:h]\d{2}|\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|"
    r"[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}年"
)
_SENTENCE = re.compile(r"[.!?…。！？।۔؟:»”\"’')\]]\s*$")
_SHORT_LABEL, _SHORT_CALL, _SHORT_LINE, _KICKER = 90, 330, 70, 40


def is_call(text: str) -> bool:
    """Whether a line with links in it sends the reader to another story."""
    return _ALSO.match(fold(text)) is not None


def is_label(text: str) -> bool:
    """Whether the line is a label of advertising or controls, or stands in for something that did not load."""
    if len(text) <= _SHORT_LABEL and _LABEL.match(fold(text)):
        return True
    return len(text) <= 2 * _SHORT_CALL and _PLACEHOLDER.search(fold(text)) is not None


def is_head_line(text: str) -> bool:
    """Whether a line before the first paragraph is a kicker, a byline or a date."""
    if len(text) > _SHORT_LINE:
        return False
    folded = fold(text)
    if _BYLINE.match(folded) or _DATE.search(folded):
        return True
    return len(text) < _KICKER and not _SENTENCE.search(text)


def is_moment(text: str) -> bool:
    """Whether a line is a time or date and hardly anything else."""
    return len(text) <= _KICKER and _DATE.search(fold(text)) is not None


def is_tail_line(text: str) -> bool:
    """Whether a line after the last paragraph is a call to sign up, a right's notice, an address."""
    return len(text) <= _SHORT_CALL and _CALL.search(fold(text)) is not None
