"""The demo committee (演示数据): a believable two years of 江岭区政协, invented, from a fixed seed.

``build.load`` makes it; ``organisations`` and ``people`` say who there is, ``texts/`` holds what they write,
``proposals`` what becomes of proposals, ``lines`` finds what other lines of business bring. Everything that happens
goes through the lifecycle engine and the services, each act at its own moment in the past.
"""
