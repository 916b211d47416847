"""Texts are written as they stand, but for their placeholders."""

from glimt_rules.message import say
from glimt_rules.texts import Texts


def test_texts_may_hold_percent_signs_and_braces():
    texts = Texts("en")
    assert texts(say("100 % of {{{n}}} and %s", n=3)) == "100 % of {3} and %s"
    assert texts.sentence(say("x {n} % {n}", n=3)) == "X 3 % 3"
    assert texts.sentence(say("{what}, 5 %", what=say("it is %d"))) == "It is %d, 5 %"
