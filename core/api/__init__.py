"""The interface for other systems: what every app's ``api`` module is built from.

An app registers its viewsets in ``zhengxie/api.py``. A kind of matter with a lifecycle needs a subclass of
``core.matters.api.MatterViewSet`` with its model, serializers and filters; nothing in here knows an app.
"""
