"""Sheets of bodies (单位表): reading them however they are laid out, comparing with the directory, taking them over."""
