"""Telephone and mail of a row, also where both stand in one cell."""

import re

from core.identifiers import is_email, is_mistyped_mobile, is_phone, reached_by
from members.roster.cells import read_line
from members.roster.numbers_of_others import own_numbers
from members.roster.result import RosterRow
from members.roster.words import FIELDS

PHONE_LIMIT = 30
_NOT_IN_USE = re.compile("空号|停机|停用|不用|作废|注销|原|旧|待")
_NO_PHONE = {"略", "保密", "同上", "未填", "不详"}


def take_numbers(row: RosterRow, written: str, mail: str) -> None:
    """Put into the row what the cells for telephones (``written``, with its line breaks, which part two numbers) and
    for mail say; what is noted beside a number becomes a remark."""
    own, others = own_numbers("" if written in _NO_PHONE else written)
    if others:
        row.keep(f"{FIELDS['phone']}注：{read_line(written)}")
        row.doubt("phone_of_others", "phone", written)
    told = reached_by(own)
    for remark in told.remarks:
        row.keep(f"{FIELDS['phone']}注：{remark}")
        if _NOT_IN_USE.search(remark):
            row.doubt("remark_kept", "phone", written, remark)
        elif re.search(r"(?<!\d)\d{3,6}(?!\d)", remark):
            row.doubt("phone_short", "phone", written, remark)
    _numbers(row, told.phone, written)
    found = [*reached_by(mail).emails, *told.emails]
    if found and is_email(found[0]):
        row.email = found[0]
        for more in dict.fromkeys(found[1:]):
            row.keep("" if more == row.email else f"另有邮箱 {more}")
    elif mail and mail not in _NO_PHONE:
        row.doubt("email_unreadable", "email", mail)


def _numbers(row: RosterRow, number: str, written: str) -> None:
    if not number:
        return
    if not is_phone(number):
        row.doubt("phone_unreadable", "phone", written)
        return
    while len(number) > PHONE_LIMIT and "、" in number:
        number, _, more = number.rpartition("、")
        row.keep(f"另有电话 {more}")
    row.phone = number
    if any(is_mistyped_mobile(each) for each in number.split("、")):
        row.doubt("phone_odd", "phone", written)
