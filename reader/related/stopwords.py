"""Stop words: words that say nothing in any text of their language.

A large collection shows by itself that they are common. In the first days of a cache, and for the second language of a
reader, it does not: then English stories were called similar because of `the` and `as`.
"""

from __future__ import annotations

_ENGLISH = """
    a about after again all also an and any are as at be because been before being between both but by can could did
    do does down during each even few for from further had has have having he her here hers him his how i if in into
    is it its just like many may me might more most much must my new no nor not now of off on once one only or other
    our out over own s said same says she should since so some still such t than that the their them then there
    these they this those though through to too two under until up upon us very was we were what when where which
    while who whom whose why will with would yet you your
"""
_VIETNAMESE = """
    ai bao bằng bị bởi bên các cái cách càng cả cần chỉ cho chưa chứ có còn cũng cùng của do dù dưới đã đang đây đến
    đều để đi đó được gì giữa hay hoặc hơn họ khi không là lại lên mà mình mỗi mọi một nào này nên nếu ngay ngày như
    nhưng những nhiều năm nữa ở phải qua quá ra rằng rất rồi sau sẽ sự tại theo thì trên trong trước từ và vào vẫn
    vì việc với vừa ông bà anh chị cho biết tôi đối hiện
"""
_OTHERS = """
    au aux avec ce ces cette dans de des du elle en est et il ils la le les leur mais ne ont ou par pas plus pour qu
    que qui sa se ses son sont sur un une das dem den der die ein eine einem einen einer es ist mit nicht sich sie
    und von zu zum zur auf aus bei im auch wie nach al como con del el ella entre era esta este ha hay la las lo los
    más no nos o para pero por se si sin sobre su sus una uno y ya che di da della delle dei gli i per sono alla nel
    nella com da do dos das em foi não na nos ao pela pelo
"""

STOP_WORDS = frozenset(f"{_ENGLISH} {_VIETNAMESE} {_OTHERS}".split())
"""Lower-case, as they are written."""
