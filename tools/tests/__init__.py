"""Unit tests of the front door; `./dev test` runs them."""
