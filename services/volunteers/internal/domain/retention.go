package domain

import (
	"cmp"
	"slices"
)

// Activity is that somebody was active for a programme in a year: an assignment counts in it, or hours in it were approved.
type Activity struct {
	PersonID    string
	ProgrammeID string
	Kind        EngagementKind
}

// Retention is how many of the volunteers who were active in the year before still are (behoud): of a programme with those
// under it, or of the organisation.
type Retention struct {
	ID           string
	ProgrammeID  string // empty for the organisation
	Year         int
	ActiveBefore int
	Stayed       int // of those
	Version      int64
}

// RetellRetention answers what is to be told anew of a year, given who was active in the year before and in it, which
// programme each is part of, and what was told before, by programme. newID names what is new. An intern is no volunteer.
//
// It is all computed anew each time: whatever changed, and however often it runs, what is told in the end is the same.
func RetellRetention(
	year int, before, now []Activity, parents map[string]string, told map[string]Retention, newID func() string,
) (changed []Retention) {
	were, are := volunteersOf(before, parents), volunteersOf(now, parents)
	for programme, people := range were {
		is, known := told[programme]
		if !known {
			is = Retention{ID: newID(), ProgrammeID: programme, Year: year}
		}
		is.ActiveBefore, is.Stayed = len(people), 0
		for person := range people {
			if are[programme][person] {
				is.Stayed++
			}
		}
		changed = append(changed, is)
	}
	for programme, is := range told {
		if len(were[programme]) == 0 {
			is.ActiveBefore, is.Stayed = 0, 0
			changed = append(changed, is)
		}
	}
	changed = slices.DeleteFunc(changed, func(r Retention) bool { return r == told[r.ProgrammeID] })
	for i := range changed {
		changed[i].Version++
	}
	slices.SortFunc(changed, func(a, b Retention) int { return cmp.Compare(a.ProgrammeID, b.ProgrammeID) })
	return changed
}

// volunteersOf answers the different volunteers of each programme, with those under it, and of the organisation as "".
func volunteersOf(list []Activity, parents map[string]string) map[string]map[string]bool {
	volunteers := map[string]map[string]bool{}
	for _, a := range list {
		if a.Kind != Volunteer {
			continue
		}
		for _, programme := range append(above(a.ProgrammeID, parents), "") {
			if volunteers[programme] == nil {
				volunteers[programme] = map[string]bool{}
			}
			volunteers[programme][a.PersonID] = true
		}
	}
	return volunteers
}

// above answers a programme and those it is part of, each once: while events are on their way, parents may go round.
func above(programme string, parents map[string]string) (path []string) {
	for programme != "" && !slices.Contains(path, programme) {
		path = append(path, programme)
		programme = parents[programme]
	}
	return path
}
