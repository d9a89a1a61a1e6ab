package events

import (
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// readTrajectoryYear reads that somebody was helped with debts in a year. The help stands under no programme, and who gets it
// may live in no wijk that is known.
func readTrajectoryYear(m *debtcounsellingv1.TrajectoryYearSaved) (domain.Fact, error) {
	date, err := civil.ParseDate(m.GetDate())
	f := domain.Fact{
		ID: m.GetId(), Kind: domain.Trajectory, Date: date, Area: area(m), Quantity: 1, Person: m.GetPerson(),
		AgeBand: enums.Text(m.GetAgeBand()), Trajectory: enums.Text(m.GetKind()), ExitReason: enums.Text(m.GetExitReason()),
		DebtFree: m.GetDebtFree(), Subject: m.GetTrajectoryId(), Withdrawn: m.GetWithdrawn(),
	}
	if f.Area != (domain.Area{}) {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, present("person", f.Person), present("trajectory", f.Subject), known(m.GetAgeBand()),
		known(m.GetKind()), ending(m))
}

// ending refuses how help ended that did not end, and an ending without a reason.
func ending(m *debtcounsellingv1.TrajectoryYearSaved) error {
	if m.GetEnded() {
		return known(m.GetExitReason())
	}
	if m.GetDebtFree() || m.GetExitReason() != 0 {
		return fmt.Errorf("%s, debt free %t, of what did not end", m.GetExitReason(), m.GetDebtFree())
	}
	return nil
}
