"""Pages of the API's lists: the keys of one page first, read from an index, then only its rows."""

from django.core.paginator import InvalidPage
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination


class PageNumbers(PageNumberPagination):
    """``page`` from 1 and ``page_size`` (50 unless asked, at most 200).

    ``paginate_queryset`` gives primary keys, not rows: the list then fetches what its rows show for these alone.
    """

    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset, request, view=None) -> list[int]:
        """Primary keys of the asked page in the list's order; NotFound beyond the last page."""
        self.request = request
        paginator = self.django_paginator_class(
            queryset.values_list("pk", flat=True), self.get_page_size(request) or self.max_page_size
        )
        try:
            self.page = paginator.page(self.get_page_number(request, paginator))
        except InvalidPage:
            raise NotFound(f"没有这一页，共{paginator.num_pages}页。") from None
        return list(self.page)
