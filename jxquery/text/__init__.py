"""The one way text is read, by questions and by documents: normal form, numbers, sounds."""
