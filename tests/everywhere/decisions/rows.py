"""Numbers of own and foreign rows, made once for each walk."""

Rows = dict[str, tuple[object, object]]
