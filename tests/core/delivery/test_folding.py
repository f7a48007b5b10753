"""Several notices as one: which matters, what is said of each, how much room there is."""

from core.delivery.folding import folded, said

REASON = "请写明责任单位"


def one(number: int, title: str = "{}请修改后再提交", body: str = REASON):
    name = f"第{number:04d}号《关于第{number}件事的提案》"
    return said(title.format(name), (name,), body)


def test_what_differs_in_the_matter_only_is_said_once_with_every_name_and_the_reason():
    title, body = folded([one(1), one(2)])
    assert title == "第0001号《关于第1件事的提案》等2件请修改后再提交"
    assert body == "第0001号《关于第1件事的提案》；第0002号《关于第2件事的提案》。请写明责任单位"


def test_each_matter_keeps_what_was_said_of_it():
    _, body = folded([one(1, body="缺依据"), one(2, body="")])
    assert body == "第0001号《关于第1件事的提案》：缺依据；第0002号《关于第2件事的提案》"


def test_notices_that_say_different_things_keep_their_own_words():
    title, body = folded([one(1, "区住建局申请退办{}", ""), one(2, "区水利局申请退办{}", "")])
    assert title.endswith("，等2件") and "区水利局申请退办第0002号" in body
    assert folded([said("一件", ()), said("两件", ())]) == ("一件，等2件", "一件；两件")


def test_many_fit_and_say_how_many_they_are():
    title, body = folded([one(number) for number in range(1, 401)])
    assert "等400件请修改后再提交" in title and len(title) <= 200
    assert len(body) <= 400 and "…等400件。" in body and body.endswith(REASON)
    long = said(f"{'长' * 250}请审查", ("长" * 250,), "因" * 400)
    assert all(len(text) <= most for text, most in zip(folded([long, long]), (200, 400), strict=True))
