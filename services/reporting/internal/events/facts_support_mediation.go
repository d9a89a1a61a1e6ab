package events

import (
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// readMediation reads a mediation between neighbours. It counts on the day it was closed, where that was with success by the rule
// of its service; any other counts as little as what was withdrawn. It stands under no programme, and may be of no wijk that is
// known.
func readMediation(m *supportv1.MediationSaved) (domain.Fact, error) {
	date, err := civil.ParseDate(m.GetStateDate())
	f := domain.Fact{
		ID: m.GetId(), Kind: domain.Mediation, Date: date, Area: area(m), Quantity: 1, Asker: enums.Text(m.GetReferrerKind()),
		Result: enums.Text(m.GetOutcome()), Withdrawn: m.GetWithdrawn() || !m.GetSuccessful(),
	}
	if f.Area != (domain.Area{}) {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, known(m.GetReferrerKind()), known(m.GetComplaintKind()), known(m.GetState()), concluded(m))
}

// concluded refuses what came of a mediation that is not closed, and a closing that says nothing of it.
func concluded(m *supportv1.MediationSaved) error {
	if m.GetState() == supportv1.MediationState_MEDIATION_STATE_CLOSED {
		return known(m.GetOutcome())
	}
	if m.GetSuccessful() || m.GetOutcome() != 0 {
		return fmt.Errorf("%s, successful %t, of what was not closed", m.GetOutcome(), m.GetSuccessful())
	}
	return nil
}
