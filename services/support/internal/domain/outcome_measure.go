package domain

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// OutcomeMoment is when in a trajectory something is measured: the names of the contract.
type OutcomeMoment string

// The moments.
const (
	AtStart  OutcomeMoment = "start"
	OnTheWay OutcomeMoment = "between"
	AtEnd    OutcomeMoment = "end"
)

// order answers the place of a moment in a trajectory.
func (m OutcomeMoment) order() int {
	return map[OutcomeMoment]int{AtStart: 1, OnTheWay: 2, AtEnd: 3}[m]
}

// Once says that there is one measure of the moment at most, with an instrument.
func (m OutcomeMoment) Once() bool { return m != OnTheWay }

// OutcomeInstrument is with what something is measured: the names of the contract.
type OutcomeInstrument string

// The instruments.
const (
	SelfSufficiencyMatrix OutcomeInstrument = "self_sufficiency_matrix"
	PositiveHealth        OutcomeInstrument = "positive_health"
)

// Scale is what an instrument measures: scores from First to Last, for each of Dimensions, in the order in which they are shown.
type Scale struct {
	First, Last int
	Dimensions  []string // the names of the contract's LifeDomain or HealthDimension
	Versions    []string // that have these dimensions
	Field       string   // of the contract, that holds the scores
	Dimension   string   // the field of a score that names its dimension
}

// Scale answers what an instrument measures.
//
// The Zelfredzaamheid-Matrix of 2017 has 13 parts of life, from 1 (acute problem) to 5 (fully self-sufficient), all of which are
// filled in (mijnzrm.nl, zelfredzaamheidmatrix.nl); that of before had 11, which these scores cannot hold. Positieve Gezondheid
// has six dimensions, from 0 to 10, of 42 statements together (gezondhelmond.nl).
func (i OutcomeInstrument) Scale() Scale {
	if i == PositiveHealth {
		return Scale{
			First: 0, Last: 10, Field: "health_scores", Dimension: "dimension", Versions: []string{"Positieve Gezondheid 42"},
			Dimensions: []string{
				"bodily_functions", "mental_well_being", "meaningfulness", "quality_of_life", "participation", "daily_functioning",
			},
		}
	}
	return Scale{
		First: 1, Last: 5, Field: "life_domain_scores", Dimension: "life_domain", Versions: []string{"ZRM 2017"},
		Dimensions: []string{
			"finances", "work_and_education", "time_use", "housing", "domestic_relations", "mental_health", "physical_health",
			"substance_use", "basic_adl", "instrumental_adl", "social_network", "social_participation", "justice",
		},
	}
}

// OutcomeScore is what a dimension scored.
type OutcomeScore struct {
	Dimension string
	Score     int
}

// OutcomeMeasure is what was measured of a resident at a moment of a trajectory, with one instrument. It is a snapshot: what was
// known at its date and not long before.
type OutcomeMeasure struct {
	ID         string
	GuidanceID string
	Moment     OutcomeMoment
	Date       civil.Date
	Instrument OutcomeInstrument
	Version    string // of the instrument
	Scores     []OutcomeScore
	Others     int // how many scores of another instrument came along
	Recorder   string
	Created    time.Time
}

// Check answers every rule that a new measure in a trajectory breaks, beside those it is known to. Earlier are those with the
// same instrument. Error: ALREADY_EXISTS (MOMENT_MEASURED).
func (m OutcomeMeasure) Check(of Guidance, earlier []OutcomeMeasure, today civil.Date, broken ...fault.Field) error {
	broken = append(broken, between(m.Date, of.Register, today)...)
	for _, e := range earlier {
		if m.outOfOrder(e) {
			broken = append(broken, violation("date", "MOMENT_OUT_OF_ORDER", "On %s the %s was measured.", e.Date, e.Moment))
		}
	}
	if err := fault.At("outcome_measure", fault.Violations(append(broken, m.CheckScores()...))); err != nil {
		return err
	}
	for _, e := range earlier {
		if m.Moment.Once() && m.Moment == e.Moment {
			return fault.New(fault.AlreadyExists, "MOMENT_MEASURED", "The %s was measured with this instrument already.", m.Moment)
		}
	}
	return nil
}

// outOfOrder says whether of two moments the later was measured first.
func (m OutcomeMeasure) outOfOrder(e OutcomeMeasure) bool {
	switch later := m.Moment.order() - e.Moment.order(); {
	case m.Date.IsZero(), later == 0:
		return false
	case later < 0:
		return m.Date.After(e.Date)
	default:
		return m.Date.Before(e.Date)
	}
}

// CheckScores answers every rule that the version and the scores break.
func (m OutcomeMeasure) CheckScores() (broken []fault.Field) {
	scale := m.Instrument.Scale()
	if !slices.Contains(scale.Versions, m.Version) {
		broken = append(broken, violation("instrument_version", "VERSION_UNKNOWN", "Of it %q are known.", scale.Versions))
	}
	if m.Others > 0 {
		broken = append(broken, violation(m.Instrument.other().Scale().Field, "SCORES_UNEXPECTED", "They are of another instrument."))
	}
	seen := map[string]bool{}
	for i, s := range m.Scores {
		at := fmt.Sprintf("%s[%d].", scale.Field, i)
		if s.Score < scale.First || s.Score > scale.Last {
			broken = append(broken, violation(at+"score", "SCORE_OUT_OF_SCALE", "Scores are %d to %d.", scale.First, scale.Last))
		}
		if seen[s.Dimension] {
			broken = append(broken, violation(at+scale.Dimension, "DIMENSION_TWICE", "%s has a score already.", s.Dimension))
		}
		seen[s.Dimension] = true
	}
	for _, d := range scale.Dimensions {
		if !seen[d] {
			broken = append(broken, violation(scale.Field, "DIMENSION_MISSING", "%s has no score.", d))
		}
	}
	return broken
}

func (i OutcomeInstrument) other() OutcomeInstrument {
	if i == PositiveHealth {
		return SelfSufficiencyMatrix
	}
	return PositiveHealth
}
