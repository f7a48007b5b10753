"""Pages of the API's lists."""

from rest_framework.pagination import PageNumberPagination


class PageNumbers(PageNumberPagination):
    """``page`` from 1 and ``page_size`` (50 unless asked, at most 200)."""

    page_size_query_param = "page_size"
    max_page_size = 200
