"""The life of a forwarded text (转送件), on one page: received → handled → signed, clerk by way."""

from core.matters.deadlines import stop
from core.matters.fields import text
from core.matters.lifecycle import Lifecycle, Transition
from core.matters.telling import tell_people, tell_waiting
from core.matters.turns import WaitsFor as waits
from core.matters.turns import post
from core.models import Event, Role
from opinions import effects
from opinions import permissions as who
from opinions.states import ForwardedState as S

HANDLED_HOW = text("handled", "如何处理", max_length=2000, help="如编入第几期、转哪个部门、怎样答复本人")
REASON = text("reason", "理由", max_length=1000)
NOTE = text("note", "说明", required=False, max_length=1000)

# fmt: off
FORWARDED = Lifecycle("opinions.ForwardedText", "转送件", S, initial=S.RECEIVED, ends=(S.SIGNED,), rows=(
    Transition("take_over", "接收处理", (S.RECEIVED,), S.HANDLED, actor_may=who.may_handle,
       waits_for=waits(who.taker, "接收处理转送件"), audience=Event.Audience.OFFICE,
       fields=(HANDLED_HOW,), writes=(effects.keep_handling,),
       effects=(tell_waiting("{matter}转送件待签发"),)),
    Transition("send_back_text", "退回修改", (S.HANDLED,), S.RECEIVED, actor_may=who.is_signer,
       audience=Event.Audience.OFFICE,
       fields=(REASON,), effects=(tell_waiting("{matter}处理意见请修改", with_reason=True),)),
    Transition("sign_passed_on", "签发", (S.HANDLED,), S.SIGNED, actor_may=who.is_signer,
       waits_for=waits(post(Role.OPINION_SIGNER), "签发转送件"),
       fields=(NOTE,), writes=(effects.keep_signature,),
       effects=(stop("passed_on"), tell_people(who.writers, "您的意见已经处理：{matter}", body=effects.what_was_done))),
))
# fmt: on
