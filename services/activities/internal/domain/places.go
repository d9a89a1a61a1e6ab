package domain

// Places are how many people can take part in each session of an activity, and how many of those places are taken. Who is
// registered for the activity as a whole has a place in every session.
type Places struct {
	Capacity *int64           // of each session; nil where there is no limit
	Whole    int64            // taken in every session
	Sessions map[string]int64 // taken beside those, by the sessions that are to come
}

// Take takes a place for a registration that holds one: in a session, or in all where sessionID is empty.
func (p *Places) Take(sessionID string) {
	if sessionID == "" {
		p.Whole++
		return
	}
	if p.Sessions == nil {
		p.Sessions = map[string]int64{}
	}
	p.Sessions[sessionID]++
}

// Free says whether a session has a place, or every session where sessionID is empty.
func (p Places) Free(sessionID string) bool {
	return p.Capacity == nil || p.taken(sessionID) < *p.Capacity
}

// Overfull says whether more places are taken in a session than there are.
func (p Places) Overfull() bool { return p.Capacity != nil && p.taken("") > *p.Capacity }

// taken answers how many places are taken in a session, or in the fullest one where sessionID is empty.
func (p Places) taken(sessionID string) int64 {
	if sessionID != "" {
		return p.Whole + p.Sessions[sessionID]
	}
	var most int64
	for _, n := range p.Sessions {
		most = max(most, n)
	}
	return p.Whole + most
}
