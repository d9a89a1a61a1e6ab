package domain

import (
	"cmp"
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Candidate is somebody who may come to fulfil the role of a vacancy (kandidaat), as far as it is known.
type Candidate struct {
	Engagement   Engagement
	Suitability  Suitability // Work is that of the vacancy
	Languages    []string
	Skills       []string
	Interests    []string
	Availability []Availability
	Taken        []Availability // the parts of the week of work that the person does already, as far as a vacancy told them
	Assigned     bool           // is proposed for the role already, or fulfils it
	Reacted      bool           // to the vacancy; scores nothing
}

// Match is how a candidate fits a vacancy: excluded with every reason, or scored with why.
type Match struct {
	EngagementID string
	PersonID     string
	Kind         EngagementKind
	Reacted      bool
	Excluded     []fault.Field
	Score        int // from 0 to 100: the sum of the points
	Factors      []FactorScore
}

// FactorScore is what one factor adds to a score.
type FactorScore struct {
	Factor  MatchFactor
	Points  int
	OutOf   int
	Matched []string // what of the wanted the candidate has
}

// Opening is what candidates are matched with.
type Opening struct {
	Vacancy Vacancy
	Role    Role
	On      civil.Date // when the work would begin
	Areas   areas.Register
}

// Rank matches candidates, best first and those who are excluded last; among equals by the id of the relation. The gates come
// first: no score makes up for one.
func (o Opening) Rank(candidates []Candidate) []Match {
	list := make([]Match, len(candidates))
	for i, c := range candidates {
		list[i] = o.Match(c)
	}
	slices.SortFunc(list, Match.Compare)
	return list
}

// Compare orders matches: negative where m comes before other. Two of one relation alone are equal.
func (m Match) Compare(other Match) int {
	excluded := func(m Match) int { return min(len(m.Excluded), 1) }
	return cmp.Or(excluded(m)-excluded(other), other.Score-m.Score, cmp.Compare(m.EngagementID, other.EngagementID))
}

// Match answers how one candidate fits.
func (o Opening) Match(c Candidate) Match {
	m := Match{EngagementID: c.Engagement.ID, PersonID: c.Engagement.PersonID, Kind: c.Engagement.Kind, Reacted: c.Reacted}
	if m.Excluded = o.gates(c); len(m.Excluded) > 0 {
		return m
	}
	weights := matchWeights()
	m.Factors = make([]FactorScore, 0, len(weights))
	for _, w := range weights {
		score := o.score(w.factor, w.points, c)
		m.Factors = append(m.Factors, score)
		m.Score += score.Points
	}
	return m
}

// gates answers every reason why a candidate may not be proposed.
func (o Opening) gates(c Candidate) (reasons []fault.Field) {
	if c.Engagement.State != Engaged {
		reasons = append(reasons, notActive(o.On))
	}
	if !o.Role.FulfilledOn(o.On) {
		reasons = append(reasons, notFulfilled(o.On))
	}
	if c.Assigned {
		reasons = append(reasons, violation("role_id", "ASSIGNMENT_EXISTS",
			"The person is proposed for this role or fulfils it already."))
	}
	for _, part := range o.Vacancy.Availability {
		if slices.Contains(c.Taken, part) {
			reasons = append(reasons, violation("availability", "OVERLAP",
				"The person does other work in a part of the week of this work: %s.", part))
			break
		}
	}
	c.Suitability.Work = o.Vacancy.Wijk
	return append(reasons, o.Role.Check(c.Suitability, o.On, o.Areas)...)
}

func (o Opening) score(factor MatchFactor, outOf int, c Candidate) FactorScore {
	switch factor {
	case Skills:
		return share(factor, outOf, o.Vacancy.Skills, c.Skills, word)
	case Languages:
		return share(factor, outOf, o.Vacancy.Languages, c.Languages, word)
	case Interests:
		return share(factor, outOf, o.Vacancy.Interests, c.Interests, word)
	case Available:
		return share(factor, outOf, o.Vacancy.Availability, c.Availability, Availability.String)
	}
	return o.nearness(factor, outOf, c.Suitability.Home)
}

// share scores by how much of what is wanted somebody has. Where nothing is wanted, nothing is lacking.
func share[T comparable](factor MatchFactor, outOf int, wanted, has []T, text func(T) string) FactorScore {
	score := FactorScore{Factor: factor, Points: outOf, OutOf: outOf}
	for _, one := range wanted {
		if slices.Contains(has, one) {
			score.Matched = append(score.Matched, text(one))
		}
	}
	if len(wanted) > 0 {
		score.Points = outOf * len(score.Matched) / len(wanted)
	}
	return score
}

func word(w string) string { return w }

// nearness scores a home in the same wijk as the work in full, one in the same city district by half, and others not.
func (o Opening) nearness(factor MatchFactor, outOf int, home areas.Wijk) FactorScore {
	score := FactorScore{Factor: factor, OutOf: outOf}
	work := o.Vacancy.Wijk
	switch {
	case work == areas.Wijk{}:
		score.Points = outOf
	case o.Areas.Same(home, work):
		score.Points, score.Matched = outOf, []string{string(SameWijk)}
	case sameStadsdeel(home, work, o.Areas):
		score.Points, score.Matched = outOf/2, []string{string(SameStadsdeel)}
	}
	return score
}

// String answers the part of the week as "monday/morning".
func (a Availability) String() string { return a.Weekday + "/" + a.DayPart }
