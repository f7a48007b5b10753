"""The lines of business, below the site's root."""

from core.matters.addresses import lines_of_business

urlpatterns = lines_of_business()
