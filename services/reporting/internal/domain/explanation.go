package domain

import "time"

// Explanation is what people say about a figure (toelichting). It is written to be published and names nobody.
type Explanation struct {
	// ID is the identifier, Version goes up with each change.
	ID      string
	Version int64
	// Year and Indicator say of which figure it is; Quarter at the end of which it was given, 0 for the whole year.
	Year      int
	Indicator string
	Quarter   int
	// Text is in Dutch; empty where it was taken back.
	Text string
	// Updated is when it was last changed.
	Updated time.Time
}

// Has says whether the catalogue has an indicator of the account with id in a year.
func (c *Catalogue) Has(id string, year int) bool { return c.indicator(id, year) != nil }

// InOrder answers explanations in the order of the indicators of the account of a year and then of quarters, the whole year last.
// Those of indicators that the catalogue has no more come at the end.
func (c *Catalogue) InOrder(year int, list []Explanation) []Explanation {
	var ordered []Explanation
	placed := map[string]bool{}
	add := func(id string) {
		if placed[id] {
			return
		}
		placed[id] = true
		for q := 1; q <= quarters+1; q++ {
			for _, e := range list {
				if e.Indicator == id && e.Quarter == q%(quarters+1) {
					ordered = append(ordered, e)
				}
			}
		}
	}
	for _, in := range c.indicators {
		if in.covers(year) {
			add(in.ID)
		}
	}
	for _, e := range list {
		add(e.Indicator)
	}
	return ordered
}
