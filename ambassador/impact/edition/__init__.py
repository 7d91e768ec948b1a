"""An edition of the report: what is frozen in it, in one canonical form, and what each language reads of it."""
