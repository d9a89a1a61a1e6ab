package domain

// The kinds of measure. A measure without a kind is none: the suite does not record what the indicator counts.
const (
	sum          = "sum"           // of the quantities of the facts
	count        = "count"         // of the facts
	distinct     = "distinct"      // things that have a fact
	activePlaces = "active_places" // places open on at least one day, from the register and not from facts
	told         = "told"          // what the service that records it computes and tells
)

// What a distinct measure counts.
const (
	ofLocation  = "location"
	ofStadsdeel = "stadsdeel"
	ofPerson    = "person"
	ofSubject   = "subject"
)

// Retention is what a told measure may be of: how many of those who were active in the year before still are (behoud).
const Retention = "retention"

// Measure is how an indicator counts.
type Measure struct {
	// Kind is sum, count, distinct, active_places or told; empty where the suite does not record what is counted.
	Kind string `yaml:"kind"`
	// Of is what a distinct measure counts: location, stadsdeel, person or subject; and what a told one is: retention.
	Of string `yaml:"of"`
	// Facts are the kinds of facts it looks at.
	Facts []string `yaml:"facts"`
}

// countsFacts says whether it is a measure of facts that this code knows.
func (m Measure) countsFacts() bool { return m.Kind == sum || m.Kind == count || m.Kind == distinct }

// OfPlaces says whether it counts places of the register, and no facts.
func (m Measure) OfPlaces() bool { return m.Kind == activePlaces }

// member answers what f at l makes present in a distinct count, and "" for a measure that adds up, or where there is no
// such thing. A fact of quantity 0 makes it present too: the doors were open, though nobody came.
func (m Measure) member(f Fact, l Location) string {
	if m.Kind != distinct {
		return ""
	}
	switch m.Of {
	case ofLocation:
		return l.ID
	case ofStadsdeel:
		return l.Stadsdeel
	case ofPerson:
		return f.Person
	case ofSubject:
		return f.Subject
	}
	return ""
}

// counts says whether f at l adds anything: to a distinct count it does where it has what that counts.
func (m Measure) counts(f Fact, l Location) bool { return m.Kind != distinct || m.member(f, l) != "" }

// value answers what f adds up to.
func (m Measure) value(f Fact) int64 {
	switch m.Kind {
	case sum:
		return f.Quantity
	case count:
		return 1
	}
	return 0
}
