package domain

import "slices"

// Path answers the programme with id and those it is part of, from the top of the tree down. It is not complete, and
// nil, where a programme on the way is not known yet or where the parents go round in a circle: events about programmes
// may arrive in any order, so a fact under such a programme waits until the missing one has arrived. That of no programme
// is complete and empty.
func Path(lookup func(id string) (Programme, bool), id string) (path []Programme, complete bool) {
	for id != "" {
		programme, known := lookup(id)
		circle := slices.ContainsFunc(path, func(p Programme) bool { return p.ID == id })
		if !known || circle {
			return nil, false
		}
		path = append(path, programme)
		id = programme.ParentID
	}
	slices.Reverse(path)
	return path, true
}
