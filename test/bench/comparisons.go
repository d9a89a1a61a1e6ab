package main

// comparisons are all that there are, in the order of the report.
func comparisons() []comparison {
	return []comparison{
		stack(64), stack(16), stack(1),
		rest(64), rest(16), rest(1),
		groupCommit("sqlite", 64), groupCommit("postgres", 64), groupCommit("sqlite", 1), groupCommit("postgres", 1),
		oneWriter(),
		pipeline(64), pipeline(16), pipeline(1),
		apart(), restApart(),
		steady(),
		restPocketBase(), restMonolith(), restGrouped(),
		batches("sqlite"), batches("postgres"),
		startUp(),
		twiceTheCallers(), twiceTheServices(), twiceTheServicesAndCallers(),
		lag(), relay(), twiceTheLog(), rebuild(), twiceTheFacts(), account(), accountOfTwice(),
	}
}
