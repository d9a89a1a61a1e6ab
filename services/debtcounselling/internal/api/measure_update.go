package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// UpdateMeasure changes the dates of a measure.
func (s *Measures) UpdateMeasure(
	ctx context.Context, req *debtcounsellingv1.UpdateMeasureRequest,
) (answer *debtcounsellingv1.Measure, err error) {
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *Measures) update(
	ctx context.Context, req *debtcounsellingv1.UpdateMeasureRequest,
) (*debtcounsellingv1.Measure, error) {
	if req.GetMeasure().GetId() == "" {
		return nil, fault.Violation("measure.id", "ID_MISSING", "Say which measure.")
	}
	current, t, err := s.openMeasure(ctx, req.GetMeasure().GetId())
	if err != nil {
		return nil, err
	}
	m, err := changedMeasure(current, req)
	if err != nil {
		return nil, err
	}
	m.Updated = s.now()
	entry, audit := s.about(ctx, measureFields, t.ClientIDs...), auditlog.Done(ctx, "measure/"+m.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := s.checkMeasure(ctx, tx, m); err != nil {
			return err
		}
		if err := resource.Overtaken(store.In(tx).UpdateMeasure(ctx, m)); err != nil {
			return err
		}
		if err := s.followMoratorium(ctx, tx, m); err != nil {
			return err
		}
		return s.log(ctx, tx, entry, audit)
	})
	if err != nil {
		return nil, err
	}
	return encodeMeasure(m), nil
}

// changedMeasure answers a measure as it would become.
func changedMeasure(current domain.Measure, req *debtcounsellingv1.UpdateMeasureRequest) (m domain.Measure, err error) {
	if err := resource.MatchEtag(req.GetMeasure().GetEtag(), current.Version); err != nil {
		return m, err
	}
	if current.Withdrawn {
		return m, measureWithdrawn()
	}
	merged, err := patch.Merge(encodeMeasure(current), req.GetMeasure(), req.GetUpdateMask())
	if err != nil {
		return m, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return m, fault.At("measure", err)
	}
	changed, err := decodeMeasure(merged)
	if err != nil {
		return m, err
	}
	m = current
	m.Application, m.Grant, m.Start, m.End = changed.Application, changed.Grant, changed.Start, changed.End
	m.Version++
	return m, nil
}

// openMeasure answers a measure that the caller may see, and its trajectory. Error: PERMISSION_DENIED (CASE_NOT_YOURS), the same
// for one that is not there.
func (s *Measures) openMeasure(ctx context.Context, id string) (domain.Measure, domain.Trajectory, error) {
	return openPart(ctx, s.Deps, "measure/"+id, "MEASURE_NOT_FOUND",
		func(st store.Store) (domain.Measure, error) { return st.Measure(ctx, id) },
		func(one domain.Measure) string { return one.TrajectoryID })
}

// CreateMeasureWithdrawal withdraws a measure. It stays, and does not count.
func (s *Measures) CreateMeasureWithdrawal(
	ctx context.Context, req *debtcounsellingv1.CreateMeasureWithdrawalRequest,
) (*debtcounsellingv1.Measure, error) {
	current, t, err := s.openMeasure(ctx, req.GetMeasureId())
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	entry, audit := s.about(ctx, measureFields, t.ClientIDs...), auditlog.Done(ctx, "measure/"+current.ID)
	asked := resource.RequestOf("CreateMeasureWithdrawal/"+current.ID, req.GetRequestId(),
		&debtcounsellingv1.CreateMeasureWithdrawalRequest{})
	m, err := resource.Create(ctx, s.DB, made, asked,
		func(ctx context.Context, tx *sql.Tx, _ string) (domain.Measure, error) {
			m, err := loadMeasure(ctx, tx, current.ID)
			if err != nil {
				return m, err
			}
			return m, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.Measure, error) {
			m, err := s.withdraw(ctx, tx, current.ID)
			if err != nil {
				return m, err
			}
			return m, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeMeasure(m), nil
}

func (s *Measures) withdraw(ctx context.Context, tx *sql.Tx, id string) (domain.Measure, error) {
	st := store.In(tx)
	m, err := st.Measure(ctx, id)
	if err != nil {
		return m, err
	}
	// The trajectory is what all that changes its measures locks; the measure is read again behind it.
	if _, err := st.LockTrajectory(ctx, m.TrajectoryID); err != nil {
		return m, err
	}
	if m, err = st.Measure(ctx, id); err != nil {
		return m, err
	}
	if m.Withdrawn {
		return m, measureWithdrawn()
	}
	m.Withdrawn, m.Version, m.Updated = true, m.Version+1, s.now()
	if err := st.UpdateMeasure(ctx, m); err != nil {
		return m, err
	}
	return m, s.followMoratorium(ctx, tx, m)
}

func measureWithdrawn() error {
	return fault.New(fault.FailedPrecondition, "MEASURE_WITHDRAWN", "The measure was withdrawn.")
}
