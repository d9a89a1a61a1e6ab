package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// The roles that are told apart: a supervisor sees every case, a counsellor the own ones, and an importer records what was.
const (
	supervisorRole = "debt.supervisor"
	counsellorRole = "debt.counsellor"
	importerRole   = "importer"
)

// supervises says whether the caller sees every case.
func supervises(ctx context.Context) bool { return auth.From(ctx).Has(supervisorRole) }

// openCase answers a trajectory that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS), which is in the audit log
// before it is answered, and is the same for a case that is not there.
func (d Deps) openCase(ctx context.Context, trajectoryID string) (t domain.Trajectory, err error) {
	var assigned []domain.CaseAssignment
	err = d.snapshot(ctx, func(s store.Store) (err error) {
		if t, err = s.Trajectory(ctx, trajectoryID); err != nil {
			return err
		}
		assigned, err = s.CaseAssignments(ctx, trajectoryID, "", mostAssigned)
		return err
	})
	if err != nil && !fault.Is(err, "TRAJECTORY_NOT_FOUND") {
		return t, err
	}
	if err != nil || !domain.MaySee(auth.Subject(ctx), supervises(ctx), assigned, d.today()) {
		return domain.Trajectory{}, d.refuse(ctx, "trajectory/"+trajectoryID)
	}
	return t, nil
}

// openPart answers something of a trajectory that the caller may see, and the trajectory. Error: PERMISSION_DENIED
// (CASE_NOT_YOURS), the same for what is not there: read errs with the reason absent then, and object is what is refused.
func openPart[P any](
	ctx context.Context, d Deps, object, absent string, read func(store.Store) (P, error), caseOf func(P) string,
) (part P, t domain.Trajectory, err error) {
	err = d.snapshot(ctx, func(s store.Store) (err error) {
		part, err = read(s)
		return err
	})
	if fault.Is(err, absent) {
		return part, t, d.refuse(ctx, object)
	}
	if err == nil {
		t, err = d.openCase(ctx, caseOf(part))
	}
	return part, t, err
}

// mostAssigned is more than are ever assigned to one trajectory.
const mostAssigned = 10_000

// refuse answers that a case is not the caller's, once that is in the audit log.
func (d Deps) refuse(ctx context.Context, object string) error {
	refused := domain.NotYours()
	entry := auditlog.Refused(ctx, object, "CASE_NOT_YOURS")
	if err := d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return auditlog.Append(ctx, tx, d.now(), entry)
	}); err != nil {
		return err
	}
	return refused
}
