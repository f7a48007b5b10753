"""The life of a forwarded text (转送件), on one page: received → handled → signed, clerk by way; and the ways back."""

from core.matters.deadlines import drop, hold_anew, stop
from core.matters.fields import text
from core.matters.lifecycle import Lifecycle, Transition, nobody
from core.matters.telling import tell_holders, tell_people, tell_post, tell_waiting
from core.matters.turns import WaitsFor as waits
from core.matters.turns import post
from core.models import Event, Role
from opinions import effects
from opinions import permissions as who
from opinions.states import ForwardedState as S


def written_before(text, _actor):
    """What was written before it was sent back or taken back to be changed."""
    return text.handled


HANDLED_HOW = text(
    "handled",
    "如何处理",
    initial=written_before,
    max_length=2000,
    help="如编入第几期、转哪个部门、怎样答复本人",
    read_by="签发以前只有政协机关内部看得到，签发以后写它的人也看得到",
)
REASON = text("reason", "理由", max_length=1000)
NOTE = text("note", "说明", required=False, max_length=1000)

# fmt: off
FORWARDED = Lifecycle("opinions.ForwardedText", "转送件", S, initial=S.RECEIVED,
    ends=(S.SIGNED, S.RECALLED, S.GIVEN_BACK),
    endings={S.RECALLED: "转送方已撤回", S.GIVEN_BACK: "已退回转送方"}, rows=(
    Transition("take_over", "接收处理", (S.RECEIVED,), S.HANDLED, actor_may=who.may_handle,
       waits_for=waits(who.taker, who.what_waits), audience=Event.Audience.OFFICE,
       fields=(HANDLED_HOW,), writes=(effects.keep_handling,),
       effects=(hold_anew("passed_on"), tell_waiting("{matter}转送件待签发"))),
    Transition("give_back", "退回转送方", (S.RECEIVED,), S.GIVEN_BACK, actor_may=who.may_handle,
       confirm="退回后该件回到转送方重新审定，提案者能看到退回理由。",
       fields=(REASON,), effects=(drop("passed_on"), effects.give_back)),
    Transition("recalled", "撤回转送", (S.RECEIVED,), S.RECALLED, actor_may=nobody, system=True,
       fields=(REASON,),
       effects=(drop("passed_on"), tell_holders(who.taker, "{matter}转送已撤回，不须再处理", with_reason=True))),
    Transition("recall_handling", "收回修改", (S.HANDLED,), S.RECEIVED, actor_may=who.handled_it,
       quiet=True, audience=Event.Audience.OFFICE,
       confirm="收回后请修改处理情况，再送签发。", writes=(effects.open_handling_again,),
       effects=(hold_anew("passed_on"), tell_post(Role.OPINION_SIGNER, "{matter}处理意见已收回修改，暂不签发"))),
    Transition("send_back_text", "退回修改", (S.HANDLED,), S.RECEIVED, actor_may=who.is_signer,
       audience=Event.Audience.OFFICE,
       fields=(REASON,), writes=(effects.open_handling_again,),
       effects=(hold_anew("passed_on"), tell_waiting("{matter}处理意见请修改", with_reason=True))),
    Transition("sign_passed_on", "签发", (S.HANDLED,), S.SIGNED, actor_may=who.is_signer,
       waits_for=waits(post(Role.OPINION_SIGNER), "签发转送件"),
       fields=(NOTE,), writes=(effects.keep_signature,),
       effects=(stop("passed_on"), effects.let_find_handling,
             tell_people(who.writers, "您的意见已经处理：{matter}", body=effects.what_was_done),
             tell_people(who.handler, "{matter}已签发", key="handler"))),
))
# fmt: on
