"""The papers of a proposal: 提案表, 收件回执, 交办单, 答复函, 征询意见表."""
