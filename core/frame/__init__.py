"""What surrounds every page: navigation, the post in use, typed text that outlives a time-out, set-up pages."""
