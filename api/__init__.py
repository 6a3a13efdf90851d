"""Crisis Facts: curated crisis facts as a fast, cited JSON API."""

__version__ = "0.1.0"
