package sample

import (
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// Mediation is a quarrel between neighbours and what came of it, as it stands. Nobody of the parties is known.
type Mediation struct {
	RequestID string
	Referrer  supportv1.ReferrerKind
	Complaint supportv1.ComplaintKind
	// Wijk is a CBS code in the edition of CalendarYear.
	Wijk      string
	Team      string
	Register  civil.Date
	State     supportv1.MediationState
	Close     civil.Date // no date where it is open
	Outcome   supportv1.MediationOutcome
	Household supportv1.HouseholdKind // of who complains
	Tenure    supportv1.Tenure
	House     supportv1.HouseKind
}

// How many mediations were closed with success in the year, which is the published figure of 2022, and beside them those that
// would spoil one that counts otherwise: that failed in the year, that ended well before it or after it, and that are open.
// About two thirds of those of the year end well, as those of the whole country do.
const (
	mediatedInTheYear = 198
	failedInTheYear   = 96
	mediatedBefore    = 15
	mediatedAfter     = 50
	openMediations    = 6
)

// mediations makes what neighbours quarrelled about.
func (m *maker) mediations() {
	rng := m.rng("mediations")
	inTheYear := func() civil.Date { return weekday(day(CalendarYear, time.January, 3).AddDays(rng.IntN(355))) }
	for range mediatedInTheYear {
		m.mediate(rng, inTheYear(), likely(rng, successes()))
	}
	for range failedInTheYear {
		m.mediate(rng, inTheYear(), likely(rng, failures()))
	}
	for range mediatedBefore {
		m.mediate(rng, weekday(day(CalendarYear-1, time.November, 15).AddDays(rng.IntN(40))), likely(rng, successes()))
	}
	for range mediatedAfter {
		m.mediate(rng, weekday(day(CalendarYear+1, time.January, 3).AddDays(rng.IntN(7))), likely(rng, successes()))
	}
	for range openMediations {
		m.mediate(rng, inTheYear(), 0)
	}
}

// mediate keeps a mediation that was closed on a date, two weeks to three months after it was registered, or is open where
// nothing came of it yet: it was registered then.
func (m *maker) mediate(rng *rand.Rand, date civil.Date, outcome supportv1.MediationOutcome) {
	one := Mediation{
		RequestID: m.id("mediation", len(m.year.Mediations)), Referrer: likely(rng, referrers()),
		Complaint: likely(rng, complaints()), Wijk: pick(rng, m.year.Locations).Wijk,
		Register: date, State: supportv1.MediationState_MEDIATION_STATE_REGISTERED,
		Outcome: outcome, Household: likely(rng, households()), Tenure: likely(rng, tenures()), House: likely(rng, houses()),
	}
	one.Team = teamOf(one.Wijk)
	if outcome != 0 {
		one.State, one.Close = supportv1.MediationState_MEDIATION_STATE_CLOSED, date
		one.Register = date.AddDays(-14 - min(rng.IntN(77), rng.IntN(77)))
	}
	m.year.Mediations = append(m.year.Mediations, one)
}

func successes() []odds[supportv1.MediationOutcome] {
	return []odds[supportv1.MediationOutcome]{
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_RESOLVED, 70},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_IMPROVED, 30},
	}
}

func failures() []odds[supportv1.MediationOutcome] {
	return []odds[supportv1.MediationOutcome]{
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_NO_COOPERATION, 35},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_ADVICE, 20},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_NOT_RESOLVED, 20},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_WITHDRAWN, 12},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_REFERRED, 8},
		{supportv1.MediationOutcome_MEDIATION_OUTCOME_NOT_FITTING, 5},
	}
}

func referrers() []odds[supportv1.ReferrerKind] {
	return []odds[supportv1.ReferrerKind]{
		{supportv1.ReferrerKind_REFERRER_KIND_HOUSING_CORPORATION, 36},
		{supportv1.ReferrerKind_REFERRER_KIND_POLICE, 28},
		{supportv1.ReferrerKind_REFERRER_KIND_SELF, 24},
		{supportv1.ReferrerKind_REFERRER_KIND_MUNICIPALITY, 6},
		{supportv1.ReferrerKind_REFERRER_KIND_NEIGHBOURHOOD_TEAM, 5},
		{supportv1.ReferrerKind_REFERRER_KIND_OTHER, 1},
	}
}

func complaints() []odds[supportv1.ComplaintKind] {
	return []odds[supportv1.ComplaintKind]{
		{supportv1.ComplaintKind_COMPLAINT_KIND_NOISE, 45},
		{supportv1.ComplaintKind_COMPLAINT_KIND_GARDEN, 16},
		{supportv1.ComplaintKind_COMPLAINT_KIND_QUARREL, 14},
		{supportv1.ComplaintKind_COMPLAINT_KIND_PETS, 8},
		{supportv1.ComplaintKind_COMPLAINT_KIND_CHILDREN, 6},
		{supportv1.ComplaintKind_COMPLAINT_KIND_WASTE, 5},
		{supportv1.ComplaintKind_COMPLAINT_KIND_PARKING, 4},
		{supportv1.ComplaintKind_COMPLAINT_KIND_OTHER, 2},
	}
}

func households() []odds[supportv1.HouseholdKind] {
	return []odds[supportv1.HouseholdKind]{
		{supportv1.HouseholdKind_HOUSEHOLD_KIND_SINGLE, 35}, {supportv1.HouseholdKind_HOUSEHOLD_KIND_FAMILY, 30},
		{supportv1.HouseholdKind_HOUSEHOLD_KIND_COUPLE, 20}, {supportv1.HouseholdKind_HOUSEHOLD_KIND_SINGLE_PARENT, 12},
		{supportv1.HouseholdKind_HOUSEHOLD_KIND_OTHER, 3},
	}
}

func tenures() []odds[supportv1.Tenure] {
	return []odds[supportv1.Tenure]{
		{supportv1.Tenure_TENURE_SOCIAL_RENT, 58}, {supportv1.Tenure_TENURE_OWNED, 32}, {supportv1.Tenure_TENURE_PRIVATE_RENT, 10},
	}
}

func houses() []odds[supportv1.HouseKind] {
	return []odds[supportv1.HouseKind]{
		{supportv1.HouseKind_HOUSE_KIND_TERRACED, 50}, {supportv1.HouseKind_HOUSE_KIND_FLAT, 42},
		{supportv1.HouseKind_HOUSE_KIND_SEMI_DETACHED, 6}, {supportv1.HouseKind_HOUSE_KIND_DETACHED, 2},
	}
}
