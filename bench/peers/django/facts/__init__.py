"""The one application of this Django project."""
