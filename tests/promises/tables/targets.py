"""Where each act leads and who reads its event (经过), by hand: from what the act means, not from what is declared."""

#: The thing stays where it is: something is noted, asked for, answered or said on the way.
STAYS = "stays"
#: What had been brought here goes back to where it came from.
BACK = "back"

#: By kind: the state after the act, then the acts that lead there.
TO = {
    "proposals.Proposal": {
        STAYS: "agree_cosign decline_cosign unsign publish_list add_unit mark_key instruct evaluate no_answer "
               "ask_again enter_instruction withdraw_instruction answer_instruction reopen_instruction "
               "correct_judgement enter_judgement deny_contact undeny_contact "
               "feedback_over correct_receipt urge_evaluation record_follow_up signer_left judge_left",
        "draft": "edit_again",
        "cosigning": "invite send_round",
        "submitted": "submit",
        "returned": "return_to_author",
        # Whatever the chair takes back, or gets back, is the chair's to decide anew: it was examined before.
        "recommended": "recommend undo_decision recall_passed_on text_given_back",
        # A merge taken back leads to where the matter was: on file with its number, or before the chair.
        BACK: "unmerge",
        # What the channel gives back is on file still; only the channel is to be chosen anew.
        "filed": "file take_back",
        "assigning": "hand_over",
        "handling": "assign",
        "evaluating": "receive_replies",
        "rehandling": "rehandle",
        # Ended by mistake, it is followed on.
        "following": "follow undo_finish",
        "closed": "close close_after_talk finish_follow_up",
        "not_filed": "not_file",
        "merged": "merge",
        "passed_on": "pass_on",
        "withdrawn": "discard withdraw lapse_with_proposer",
    },
    "proposals.Assignment": {
        STAYS: "urge_sign record_contact settle_contact countersign object countersign_over ask_extension "
               "grant_extension refuse_extension urge correct_number explain adjust_due take_lead",
        # A joint unit that is to lead has its reply to write, whatever it said before.
        "signed": "sign go_on take_lead_again",
        "return_asked": "ask_return",
        "returned": "accept_return",
        "revoked": "revoke change_unit fall_away",
        "united": "unite",
        # A unit whose return is refused goes on where it was: what it had not signed for, it signs for now.
        BACK: "part signature_stands refuse_return",
        "opinion_given": "give_opinion",
        # Whoever does not agree with a reply, the unit writes at it again, before it is signed off anew.
        "drafted": "draft countersign_failed recall_countersign send_back return_reply",
        "countersigning": "send_countersign",
        # Whoever goes on with a work signs what leaves the house; its head has not signed what another one did.
        "signing": "countersigned submit_reply sign_again",
        "checking": "sign_off",
        "checked": "pass_check",
        "delivered": "deliver",
    },
    "opinions.ForwardedText": {
        "handled": "take_over",
        "given_back": "give_back",
        "recalled": "recalled",
        "received": "recall_handling send_back_text",
        "signed": "sign_passed_on",
    },
}  # fmt: skip

#: By kind: ``office`` is read inside the committee and the supervision offices, ``unit`` by handling units as well,
#: ``desk`` by whoever did it and the desk that looks after the matter, ``all`` by everybody who sees the thing.
AUDIENCE = {
    "proposals.Proposal": {
        # Why a decision was taken back is the offices' own (the proposers are told that it was).
        # What the clerk advises binds nobody; what leaders write, and who was reminded to judge, is the offices' own.
        "office": "recommend undo_decision unmerge instruct enter_instruction withdraw_instruction "
                  "answer_instruction reopen_instruction urge_evaluation",
        # Who was asked to sign and did not is known to those who asked and to the proposals' desk.
        "desk": "invite decline_cosign unsign",
        # What one signatory answered is for those who handle the matter, not for every member who reads it.
        "unit": "evaluate correct_judgement enter_judgement feedback_over judge_left deny_contact "
                "undeny_contact",
        "all": "submit send_round ask_again edit_again agree_cosign discard withdraw file "
               "return_to_author not_file merge pass_on recall_passed_on text_given_back publish_list "
               "hand_over take_back assign add_unit mark_key receive_replies no_answer rehandle close follow "
               "close_after_talk record_follow_up finish_follow_up undo_finish signer_left lapse_with_proposer "
               "correct_receipt",
    },
    "proposals.Assignment": {
        # How a reply comes about, and what units and offices ask of each other, is among them.
        "unit": "urge_sign ask_return refuse_return revoke give_opinion draft send_countersign countersign object "
                "countersign_over countersigned countersign_failed recall_countersign submit_reply sign_off send_back "
                "pass_check return_reply ask_extension refuse_extension urge sign_again signature_stands "
                "settle_contact go_on fall_away correct_number",
        # The proposers are told who handles their matter, until when, who came to talk, and the reply.
        # So are they where two of these become one.
        "all": "unite part sign accept_return change_unit adjust_due record_contact deliver grant_extension explain "
               "take_lead take_lead_again",
    },
    "opinions.ForwardedText": {
        # Between desk and signer; the writers read how it ended.
        "office": "take_over recall_handling send_back_text",
        "all": "give_back recalled sign_passed_on",
    },
}  # fmt: skip


def of(table: dict[str, dict[str, str]]) -> dict[tuple[str, str], str]:
    """Such a table as (kind, act) → what is said of it; refuses an act that it names twice."""
    found: dict[tuple[str, str], str] = {}
    for label, groups in table.items():
        for said, keys in groups.items():
            for key in keys.split():
                assert (label, key) not in found, f"{label} {key} stands twice in the table"
                found[label, key] = said
    return found
