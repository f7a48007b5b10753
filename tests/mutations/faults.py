"""The faults: where, what stands there, what is planted instead, and the tests that must fail."""

from dataclasses import dataclass

GRID = "tests/promises/test_grid.py"
EFFECTS = "tests/promises/test_effects.py"
STATES = "tests/promises/test_states.py"
TURNS = "tests/promises/test_turns.py"


@dataclass(frozen=True)
class Fault:
    """``old`` stands exactly once in ``path``; ``only`` narrows ``tests`` as pytest's ``-k`` does."""

    name: str
    path: str
    old: str
    new: str
    tests: str
    only: str = ""


FAULTS = (
    Fault(
        "a permission that is always true", "proposals/permissions.py",
        "    return actor.role == Role.PROPOSAL_CHAIR", "    return True", GRID, "offered and Proposal",
    ),
    Fault(
        "an office that need not be the matter's own", "core/matters/unit_work.py",
        "return actor.role == Role.SUPERVISOR and obj.channel_id == actor.organisation_id",
        "return actor.role == Role.SUPERVISOR", GRID, "offered",
    ),
    Fault(
        "a guard that never objects", "proposals/guards.py",
        '        return f"{names}尚未评价。评价期限届满后可登记“无反馈”。"', "        return None", GRID,
        "everyone_has_judged",
    ),
    Fault(
        "guards that are not asked", "core/matters/engine.py",
        "    objection = _objection(row, obj, actor)\n", "    objection = None\n", GRID, "objects",
    ),
    Fault(
        "a state that is not looked at", "core/matters/engine.py",
        "    if obj.state not in row.source:", "    if False:", GRID, "forbidden",
    ),
    Fault(
        "an effect that is emptied", "proposals/effects/judging.py",
        "    act.obj.closed_at = act.at\n", "    return\n", EFFECTS, "close-content",
    ),
    Fault(
        "units that are not told", "core/matters/assigning.py",
        "        self.start_clocks(act, work, answered)",
        "        self.start_clocks(act, work, answered)\n        return work",
        EFFECTS, "assign-with_the_channel",
    ),
    Fault(
        "letters found by whoever does not read them", "proposals/kinds.py",
        "replies=lambda user: Reply.objects.sent_to(user),", "replies=lambda user: Reply.objects.all(),",
        "tests/proposals/test_pages_lists.py", "letter_is_found",
    ),
    Fault(
        "clocks that do not stop", "core/matters/deadlines.py",
        "            stop_for(act, act.obj, kind)", "            pass", EFFECTS, "sign_off or pass_check or hand_over",
    ),
    Fault(
        "a state written by update", "core/matters/assigning.py",
        "_default_manager.filter(pk=matter.pk).update(round=matter.round + 1)",
        '_default_manager.filter(pk=matter.pk).update(round=matter.round + 1, state="handling")', STATES,
        "no_source",
    ),
    Fault(
        "a turn that another holds", "proposals/lifecycle.py",
        'return waits(post(Role.PROPOSAL_CHAIR), "审定"', 'return waits(CLERK, "审定"', TURNS, "offered",
    ),
    Fault(
        "a turn that somebody else holds who may as well", "proposals/lifecycle.py",
        'actor_may=staff, waits_for=waits(CLERK, "送交办")',
        'actor_may=staff, waits_for=waits(post(Role.PROPOSAL_CHAIR), "送交办")', TURNS, "by_hand",
    ),
    Fault(
        "turns that are not kept", "core/matters/turn_keeping.py",
        "            refresh(matter, at)\n", "            pass\n", TURNS, "walk",
    ),
    Fault(
        "matters that everybody sees", "proposals/querysets.py",
        "        public = Q(state__in=ON_FILE, publish_consent=True)\n", "        public = Q(pk__isnull=False)\n",
        "tests/promises/test_doors.py", "stranger",
    ),
    Fault(
        "an office's date shown to members", "proposals/deadlines.py",
        'ClockKind("sign", "签收", "proposal.sign_days", since="交办", of=of_unit, seen_by=OFFICES',
        'ClockKind("sign", "签收", "proposal.sign_days", since="交办", of=of_unit, seen_by=SeenBy.EVERYONE',
        "tests/promises/test_doors.py", "dates",
    ),
    Fault(
        "a text passed on that everybody sees", "opinions/querysets.py",
        "        return self.party_to(user)\n", "        return self\n", "tests/promises/test_doors.py", "table_says",
    ),
    Fault(
        "one desk's text that the other may handle", "opinions/permissions.py",
        "    return actor.role == taker_of(text)\n",
        "    return actor.role in (Role.OPINION_EDITOR, Role.OFFICE_CLERK)\n",
        "tests/promises/test_doors.py", "wrong_person and ForwardedText",
    ),
    Fault(
        "a form that reads for every unit", "core/matters/unit_fields.py",
        "    return next((s.unit_id for s in",
        "    [Organisation.objects.filter(pk=number).first() for number in range(5)]\n"
        "    return next((s.unit_id for s in",
        "tests/proposals/test_kind.py", "budget",
    ),
    Fault(
        "an invitation taken for a signature", "proposals/filters.py",
        "    return rows.filter(Exists(signed.filter(state=Signatory.State.AGREED)))\n",
        "    return rows.filter(Exists(signed))\n",
        "tests/api/test_lists.py", "members_proposals",
    ),
    Fault(
        "a member's list that leaves out what the member leads", "proposals/filters.py",
        'signed = Signatory.objects.filter(proposal=OuterRef("pk"), member=member)',
        'signed = Signatory.objects.filter(proposal=OuterRef("pk"), member=member, position="cosigner")',
        "tests/api/test_lists.py", "members_proposals",
    ),
    Fault(
        "an act that leads to another state", "proposals/lifecycle.py",
        '"take_back", "退回重定渠道", (P.ASSIGNING,), P.FILED',
        '"take_back", "退回重定渠道", (P.ASSIGNING,), P.RECOMMENDED',
        EFFECTS, "take_back",
    ),
    Fault(
        "an act between the offices that everybody reads", "opinions/lifecycle.py",
        "       quiet=True, audience=Event.Audience.OFFICE,\n", "       quiet=True,\n", EFFECTS, "recall_handling",
    ),
    Fault(
        "a draft entered on behalf that every clerk may withdraw", "proposals/permissions.py",
        "proposal.on_behalf and actor.user and proposal.author_id == actor.user.pk and actor.is_in(*ENTERS_ON_BEHALF)",
        "proposal.on_behalf and actor.user and actor.is_in(*ENTERS_ON_BEHALF)", GRID, "offered and behalf",
    ),
    Fault(
        "a sheet that says what is not signed yet", "opinions/tables.py",
        'return row.handled if reads_handling(self.actor, row) else ""',
        "return row.handled", "tests/opinions/test_handling.py", "sheet",
    ),
    Fault(
        "an administrator who confirms what he asked for himself", "core/people/grants.py",
        "    if actor.user == request.asked_by:\n        return f\"不能确认自己提请的事项",
        "    if False:\n        return f\"不能确认自己提请的事项",
        "tests/core/test_second_administrator.py", "nobody_confirms",
    ),
    Fault(
        "a post with power given at once", "core/people/grants.py",
        "    if not POSTS[role].power:\n        return directory.give_post",
        "    if True:\n        return directory.give_post",
        "tests/core/test_second_administrator.py", "page_asks_where",
    ),
    Fault(
        "a password that counts although somebody gave it alone", "core/people/own_passwords.py",
        "if request.in_power and (person.password_given_at is None or request.given_together):",
        "if request.in_power:", "tests/core/test_power_and_passwords.py", "does_not_vouch",
    ),
    Fault(
        "a calendar's address that outlives the sign-ins", "core/people/accounts.py",
        "    CalendarFeed.objects.filter(user__in=people, revoked_at=None).update(revoked_at=timezone.now())\n", "",
        "tests/workbench/test_feed.py", "wherever",
    ),
    Fault(
        "a request that never lapses", "core/models/grants.py",
        "return self.filter(state=GrantRequest.State.WAITING, expires_on__gte=day)",
        "return self.filter(state=GrantRequest.State.WAITING)",
        "tests/core/test_second_administrator.py", "lapses",
    ),
    Fault(
        "a mandate that does not end with its term", "members/querysets.py",
        "starts_on__lte=day, term=Term.objects.current_only(day))", "starts_on__lte=day)",
        "tests/members/test_change_of_term.py", "in_office_twice or everything_turns",
    ),
    Fault(
        "a merge that drops the names of the past", "core/organisations/ending.py",
        '    facts |= {"names": _names_to(body, into, day), "day": day.isoformat()}',
        '    facts |= {"names": [], "day": day.isoformat()}',
        "tests/core/organisations/test_keeping.py", "successor",
    ),
    Fault(
        "a sheet confirmed twice", "core/sheets/keeping.py",
        "    if kept.state == State.APPLIED:\n"
        '        raise AlreadyImported(f"这份{kind.noun}已经导入，没有重复写入。")\n'
        "    if kept.state != State.PREVIEW:",
        "    if False:", "tests/core/test_account_batches.py", "twice_writes_nothing",
    ),
    Fault(
        "a sheet confirmed although its outcome is another by now", "core/sheets/keeping.py",
        "    if plan.digest != digest:", "    if False:",
        "tests/core/organisations/test_sheets.py", "changed_meanwhile",
    ),
    Fault(
        "a record that the second of two overwrites", "core/records/changing.py",
        "    if seen is not None and seen != present.revision:", "    if False:",
        "tests/core/records/test_changing.py", "second_of_two",
    ),
    Fault(
        "a member who reads what is private of others", "members/readers.py",
        "    return reads_private(user) or member.user_id == user.pk", "    return True",
        "tests/members/test_member_privacy.py", "stranger_reads_nothing",
    ),
    Fault(
        "a suspended member who hands in", "members/querysets.py",
        "        return self.exclude(pk__in=Suspension.objects.valid_on(day).values(\"mandate__member\"))",
        "        return self", "tests/members/test_member_privacy.py", "suspended",
    ),
    Fault(
        "a notice that stays open when its act is done", "core/matters/notice_closing.py",
        "    if over:\n        _close(matter, over, at)", "    if False:\n        _close(matter, over, at)",
        "tests/core/test_notice_closing.py",
    ),
    Fault(
        "papers that name whoever handles it today", "core/models/past.py",
        "        if moment is None:\n", "        if True:\n", "tests/proposals/test_uniting.py", "papers_of_before",
    ),
    Fault(
        "a suspension that outlives its term", "members/querysets.py",
        "return self.filter(held_on(day), mandate__in=Mandate.objects.valid_on(day or timezone.localdate()))",
        "return self.filter(held_on(day))", "tests/members/test_change_of_term.py", "nobody_has_ended",
    ),
    Fault(
        "an administrator who withdraws what another asked for", "core/people/grants.py",
        "    if actor.user != request.asked_by:\n        raise Forbidden(\"只有提请人可以撤回",
        "    if not actor.is_in(Role.SYSADMIN, *CONFIRMERS):\n        raise Forbidden(\"只有提请人可以撤回",
        "tests/core/test_second_administrator.py", "takes_a_request_back",
    ),
    Fault(
        "the person concerned asked to confirm", "core/people/grants.py",
        "    return people.exclude(pk__in=[request.user_id, request.asked_by_id])", "    return people",
        "tests/core/test_second_administrator.py", "neither_who_asks",
    ),
    Fault(
        "a post that ends before its end was confirmed", "core/people/grants.py",
        "    day = day if day and day >= actor.today else None\n    directory.end_post", "    directory.end_post",
        "tests/core/test_second_administrator.py", "held_until_its_end",
    ),
    Fault(
        "a merge taken back that forgets which reply must change", "core/matters/uniting.py",
        '        replies.filter(pk__in=notes["must_change"]).update(must_change=True)\n', "",
        "tests/proposals/test_uniting.py", "still_must",
    ),
    Fault(
        "a merge that takes a judgement of one round for one of another", "members/signing/uniting.py",
        "            if one.round == matter_of(one).round:\n", "            if True:\n",
        "tests/proposals/test_uniting.py", "earlier_round",
    ),
    Fault(
        "an office closed that units are handed over by", "core/organisations/ending.py",
        "    if supervised:\n", "    if False:\n", "tests/core/organisations/test_keeping.py", "handed_over_by",
    ),
    Fault(
        "a body that handles merged into one that does not", "core/organisations/ending.py",
        "    if body.also_handles and not into.handles:\n", "    if False:\n",
        "tests/core/organisations/test_keeping.py", "only_into_one",
    ),
    Fault(
        "an exit in whatever year", "members/services/mandates.py",
        "    if ends_on > actor.today + LONGEST_AHEAD:\n", "    if False:\n",
        "tests/members/test_member_records.py", "slip_of_the_year",
    ),
    Fault(
        "an office that urges twice where two press at once", "core/matters/urging.py",
        "fields=(_wording(words, find),), writes=(once_a_day,),", "fields=(_wording(words, find),), writes=(),",
        "tests/proposals/test_urging.py", "same_moment",
    ),
    Fault(
        "a night that settles nothing for whoever left", "members/tasks.py",
        "    return left_behind.settle_left(timezone.localdate())\n", "    return 0\n",
        "tests/promises/test_leaving.py", "night_settles",
    ),
    Fault(
        "two signatures made one in the weaker place", "members/signing/uniting.py",
        "    leads = min((ours, theirs), key=", "    leads = max((ours, theirs), key=",
        "tests/proposals/test_uniting.py", "two_signatures",
    ),
    Fault(
        "a refused act whose page shows the matter", "core/matters/page_views.py",
        '    return render(asked.request, "matters/act_refused.html", context, status=error.status)\n',
        "    form = act_form(asked.thing, asked.row.key, asked.actor)\n"
        "    return act_page(asked, form, refusal=error.sentence, status=error.status)\n",
        "tests/proposals/test_pages_refusals.py", "nothing_of_the_matter",
    ),
    Fault(
        "a job's file that outlives the post it was asked for in", "core/jobs/runs.py",
        "created_by=user, params__post=user.post_in_use.pk if user.post_in_use else None)", "created_by=user)",
        "tests/core/test_jobs.py", "go_with_the_post",
    ),
    Fault(
        "who leaves with the term keeps every other post", "members/services/leaver_posts.py",
        "if not row.standing and row.choice.what == UNTIL]\n", "if False]\n",
        "tests/members/test_leaver_posts.py", "confirming_ends",
    ),
    Fault(
        "an export that leaves no trace", "core/lists/views.py",
        "        taken_out.record(taken, actor=Actor.of(request.user, request=request))\n", "",
        "tests/core/test_taken_out.py", "on_record_with_who",
    ),
    Fault(
        "a one-time password taken to the letter", "core/people/one_time.py",
        "as_printed(typed) if user.must_change_password else typed", "typed",
        "tests/core/test_sign_in.py", "however_it_is_typed",
    ),
    Fault(
        "candidates of the same matter that the writer may not see", "core/matters/alike.py",
        "rows = kind.visible_to(actor.user) if", "rows = kind.model._default_manager.all() if",
        "tests/proposals/test_pages_writing.py", "may_not_be_published",
    ),
    Fault(
        "a merge taken back that puts a judgement into another round", "members/signing/uniting.py",
        '"signatory_id", "round", "state")', '"signatory_id", "state")',
        "tests/proposals/test_uniting.py", "second_round",
    ),
    Fault(
        "a reply that names the telephone of a unit that is gone", "core/matters/units_desk.py",
        '"replies": ("contact_name", "contact_phone")', '"replies": ("contact_name",)',
        "tests/proposals/test_uniting.py", "nobody_of_the_successor",
    ),
    Fault(
        "a figure that counts signatures never given", "proposals/filters.py",
        "Signatory.objects.filter(whose, state__in=(Signatory.State.AGREED, Signatory.State.INVITED))",
        "Signatory.objects.filter(whose)", "tests/workbench/test_home.py", "not_given",
    ),
    Fault(
        "an exit entered as late on the term's last day", "members/services/late_exits.py",
        "last >= actor.today", "last > actor.today", "tests/members/test_late_exits.py", "on_the_last_day",
    ),
    Fault(
        "seats given up long before that come back with a new mandate", "members/services/rejoining.py",
        "mandate.seats.all() if row.ends_on is None or row.ends_on == mandate.ends_on]", "mandate.seats.all()]",
        "tests/members/test_rejoining.py", "given_up_before",
    ),
    Fault(
        "an end of a post that the confirmed list writes over", "members/services/other_posts.py",
        ".filter(going_on, pk=post.pk)", ".filter(pk=post.pk)",
        "tests/members/test_leaver_posts.py", "writes_meanwhile",
    ),
    Fault(
        "an uploaded sheet that is taken out unseen", "core/sheets/pages.py",
        "        taken_out.record(taken, actor=actor)\n", "", "tests/core/test_kept_sheets.py", "taken_out",
    ),
    Fault(
        "an uploaded sheet of people that nobody asks what for", "core/sheets/pages.py",
        "if self.asks_purpose and (page := ", "if False and (page := ", "tests/core/test_kept_sheets.py", "taken_out",
    ),
    Fault(
        "a choice of posts told although the list was refused", "members/views/carry_over.py",
        "        with transaction.atomic():  # nobody is told", "        if True:  # nobody is told",
        "tests/members/test_leaver_posts.py", "list_that_is_refused",
    ),
    Fault(
        "a telephone of the register in the text of an event", "members/services/account_facts.py",
        "on_record(changes)", "in_words(changes)", "tests/members/test_member_records.py", "last_word",
    ),
    Fault(
        "a home that reads all that was done alone", "core/people/alone.py",
        '.values("pk")[:SHOWN]', '.values("pk")', "tests/core/test_alone.py", "newest_are_named",
    ),
    Fault(
        "a row put in past the program that is sealed like the others", "core/seals/chain.py",
        "return event.pk <= before or event_marks.is_marked(event)", "return True",
        "tests/promises/test_events.py", "past_the_program",
    ),
    Fault(
        "a tail of the chain that nobody misses", "core/seals/chain.py",
        "    if newest and newest.seal in missed:\n", "    if False:\n",
        "tests/promises/test_events.py", "cut_off",
    ),
    Fault(
        "a seal whose signature is not looked at", "core/seals/chain.py",
        "if seal.mac != _mac(seal) or seal.total != total:", "if seal.total != total:",
        "tests/promises/test_events.py", "made_anew",
    ),
    Fault(
        "a restored table that is not compared", "core/backup/archive.py",
        "                if (own := self.sums.readline()) != line + b\"\\n\":\n", "                if False:\n",
        "tests/core/backup/test_archive.py", "is_named",
    ),
)  # fmt: skip
