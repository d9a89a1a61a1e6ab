package events

import (
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// guidanceCompleted is how guidance ended that names where the resident went.
const guidanceCompleted = "completed"

// readGuidanceYear reads that a resident was guided in a year. Guidance stands under no programme of activities, and who gets it
// may live in no wijk that is known.
func readGuidanceYear(m *supportv1.GuidanceYearSaved) (domain.Fact, error) {
	date, err := civil.ParseDate(m.GetDate())
	f := domain.Fact{
		ID: m.GetId(), Kind: domain.Guidance, Date: date, Area: area(m), Quantity: 1, Person: m.GetPerson(),
		AgeBand: enums.Text(m.GetAgeBand()), Trajectory: enums.Text(m.GetKind()), Asker: enums.Text(m.GetReferrerKind()),
		Conversed: m.GetConversed(), Result: enums.Text(m.GetDestination()), ExitReason: enums.Text(m.GetDropOutReason()),
		Subject: m.GetGuidanceTrajectoryId(), Withdrawn: m.GetWithdrawn(),
	}
	if m.GetDestination() != 0 {
		f.ExitReason = guidanceCompleted
	}
	if f.Area != (domain.Area{}) {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, present("person", f.Person), present("trajectory", f.Subject), known(m.GetAgeBand()),
		known(m.GetKind()), known(m.GetReferrerKind()), guidanceEnding(m))
}

// guidanceEnding refuses how guidance ended that did not end, and an ending in two ways, or in none.
func guidanceEnding(m *supportv1.GuidanceYearSaved) error {
	switch to, reason := m.GetDestination(), m.GetDropOutReason(); {
	case m.GetEnded() == (to == 0 && reason == 0), to != 0 && reason != 0:
		return fmt.Errorf("ended %t, %s, %s", m.GetEnded(), to, reason)
	case to != 0:
		return known(to)
	case reason != 0:
		return known(reason)
	}
	return nil
}
