"""Whom the matters of the stages wait for, by hand: thing and act, then everybody of the cast whose turn it is."""

WAITS = {
    "proposals.Proposal": {
        "submit": "shen",
        "agree_cosign": "he",
        "recommend": "clerk",
        "file": "chair",
        "hand_over": "clerk",
        "assign": "gov_office",
        "evaluate": "shen zhou he",
        "close": "clerk",
        "close_after_talk": "clerk",
        "follow": "clerk",
        "record_follow_up": "clerk",
        "rehandle": "clerk",
    },
    "proposals.Assignment": {
        "sign": "housing_clerk water_clerk finance_clerk school_clerk",
        "accept_return": "gov_office",
        "record_contact": "housing_clerk",
        "give_opinion": "water_clerk finance_clerk",
        "draft": "housing_clerk",
        "send_countersign": "housing_clerk",
        "countersign": "water_clerk finance_clerk",
        "sign_off": "housing_head",
        "submit_reply": "housing_clerk",
        "pass_check": "gov_office",
        "deliver": "housing_clerk",
        "grant_extension": "gov_office",
        "settle_contact": "gov_office",
    },
    "opinions.ForwardedText": {"take_over": "editor office_clerk", "sign_passed_on": "signer"},
}
