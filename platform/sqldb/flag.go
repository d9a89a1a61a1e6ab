package sqldb

// Flag answers a truth as tables have it, for the engines agree on numbers: 1 where it is, else 0.
func Flag(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
