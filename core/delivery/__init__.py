"""Delivery outside the site (对外送达): mail and the gateway for SMS or 企业微信, over rows that survive every kill.

``outbox`` writes the rows within the act's transaction, ``sending`` claims and sends them, ``office`` is what
administrators do with those that failed, ``personal`` what each person chooses.
"""
