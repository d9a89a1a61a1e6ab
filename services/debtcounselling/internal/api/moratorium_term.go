package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// followMoratorium has the term of a moratorium follow its dates: creditors wait so that a solution is found meanwhile. It is
// met where the solution begins, and void where the moratorium is withdrawn. The trajectory is locked.
func (d Deps) followMoratorium(ctx context.Context, tx *sql.Tx, m domain.Measure) error {
	if m.Kind != domain.Moratorium {
		return nil
	}
	st := store.In(tx)
	if err := d.voidTerm(ctx, tx, m.TrajectoryID, domain.MoratoriumTerm, m.ID); err != nil {
		return err
	}
	t, err := st.Trajectory(ctx, m.TrajectoryID)
	if err != nil || m.Withdrawn || m.Start.IsZero() || !seeksSolution(t.State) {
		return err
	}
	term := domain.Term{
		ID: ids.New(), TrajectoryID: t.ID, Kind: domain.MoratoriumTerm, Subject: m.ID, Start: m.Start, Due: m.End,
		State: domain.TermRunning, Version: 1, Created: m.Updated, Updated: m.Updated,
	}
	if err := st.InsertTerms(ctx, []domain.Term{term}); err != nil {
		return err
	}
	return d.watchTerms(ctx, tx, term)
}

func seeksSolution(s domain.TrajectoryState) bool {
	return slices.Contains([]domain.TrajectoryState{domain.InIntake, domain.Stabilisation, domain.Settling}, s)
}

// voidTerm ends a running term about a subject without anything having happened.
func (d Deps) voidTerm(ctx context.Context, tx *sql.Tx, trajectoryID string, kind domain.TermKind, subject string) error {
	return d.voidTerms(ctx, tx, trajectoryID, func(t domain.Term) bool { return t.Kind == kind && t.Subject == subject })
}
