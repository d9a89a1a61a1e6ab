package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// ShiftSeries answers ShiftSeriesService.
type ShiftSeries struct {
	volunteersv1.UnimplementedShiftSeriesServiceServer
	Deps
}

// CreateShiftSeries plans a shift at every occurrence, or none.
func (s *ShiftSeries) CreateShiftSeries(
	ctx context.Context, req *volunteersv1.CreateShiftSeriesRequest,
) (*volunteersv1.ShiftSeries, error) {
	m := resource.Making(s.Clock.Now())
	p := decodeShiftSeries(req)
	p.ID, p.Recorder, p.State = m.ID, auth.Subject(ctx), domain.ShiftPlanned
	p.Version, p.Created, p.Updated = 1, m.Now, m.Now
	if err := p.ask(ctx, s.Deps); err != nil {
		return nil, err
	}
	request := resource.RequestOf("CreateShiftSeries", req.GetRequestId(), req)
	var made domain.ShiftSeries
	err := resource.Again(func() (err error) {
		if p.workers, err = s.shiftWorkers(ctx, map[string]bool{p.AssignmentID: true}); err != nil {
			return err
		}
		made, err = resource.Create(ctx, s.DB, m, request,
			func(ctx context.Context, tx *sql.Tx, id string) (domain.ShiftSeries, error) {
				return store.In(tx).ShiftSeries(ctx, id)
			},
			func(inner context.Context, tx *sql.Tx) (domain.ShiftSeries, error) { return s.plan(inner, ctx, tx, p) })
		return err
	})
	if err != nil {
		return nil, err
	}
	if made.ID == m.ID {
		return s.encodeOne(ctx, made)
	}
	return s.answerRead(ctx, made)
}

// GetShiftSeries answers one series.
func (s *ShiftSeries) GetShiftSeries(
	ctx context.Context, req *volunteersv1.GetShiftSeriesRequest,
) (*volunteersv1.ShiftSeries, error) {
	r, err := store.Reading(s.DB.Read()).ShiftSeries(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return s.answerRead(ctx, r)
}

// ListShiftSeries lists series, oldest first.
func (s *ShiftSeries) ListShiftSeries(
	ctx context.Context, req *volunteersv1.ListShiftSeriesRequest,
) (*volunteersv1.ListShiftSeriesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).AllShiftSeries(ctx, after, store.SeriesFilter{
		RoleID: req.GetRoleId(), AssignmentID: req.GetAssignmentId(), ActivityID: req.GetActivityId(),
	}, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.ShiftSeries) string { return r.ID })
	encoded, people, err := s.encodeShiftSeries(ctx, list)
	if err != nil {
		return nil, err
	}
	return &volunteersv1.ListShiftSeriesResponse{Series: encoded, NextPageToken: next}, s.logRead(ctx, shiftFields, people...)
}

// CreateShiftSeriesCancellation cancels what has not begun of a series from a date on.
func (s *ShiftSeries) CreateShiftSeriesCancellation(
	ctx context.Context, req *volunteersv1.CreateShiftSeriesCancellationRequest,
) (*volunteersv1.ShiftSeries, error) {
	id, by, m := req.GetShiftSeriesId(), auth.Subject(ctx), resource.Making(s.Clock.Now())
	var d resource.Dates
	from := s.today()
	if text := req.GetCancellation().GetFromDate(); text != "" {
		from = d.Read("from_date", text)
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, fault.At("cancellation", err)
	}
	request := resource.RequestOf("CreateShiftSeriesCancellation/"+id, req.GetRequestId(), req)
	var r domain.ShiftSeries
	err := resource.Again(func() (err error) {
		r, err = resource.Create(ctx, s.DB, m, request,
			func(ctx context.Context, tx *sql.Tx, _ string) (domain.ShiftSeries, error) {
				return store.In(tx).ShiftSeries(ctx, id)
			},
			func(inner context.Context, tx *sql.Tx) (domain.ShiftSeries, error) {
				r, err := store.In(tx).ShiftSeries(inner, id)
				if err != nil {
					return r, err
				}
				if err := resource.MatchEtag(req.GetCancellation().GetEtag(), r.Version); err != nil {
					return r, err
				}
				return s.cancel(inner, ctx, tx, r, by, m.Now, from)
			})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.answerRead(ctx, r)
}

// cancel cancels a series, and what has not begun of it from a date on. Those that began stand.
func (s *ShiftSeries) cancel(
	ctx, caller context.Context, tx *sql.Tx, r domain.ShiftSeries, by string, now time.Time, from civil.Date,
) (domain.ShiftSeries, error) {
	in := store.In(tx)
	roles, err := in.RolesByID(ctx, map[string]bool{r.RoleID: true})
	if err != nil {
		return r, err
	}
	if err := in.LockProgrammes(ctx, map[string]bool{roles[r.RoleID].ProgrammeID: true}); err != nil {
		return r, err
	}
	if err := r.Cancel(by, now); err != nil {
		return r, err
	}
	after := now
	if start := s.midnight(from, 0).Add(-time.Microsecond); start.After(now) {
		after = start
	}
	shifts, err := in.LockComingShiftsOfSeries(ctx, r.ID, after)
	if err != nil {
		return r, err
	}
	for _, sh := range shifts {
		change, err := sh.Take(domain.CancelShift, by, now, now)
		if err != nil {
			return r, err
		}
		sh.Reason = domain.SeriesCancelledReason
		if err := s.changeShift(ctx, tx, sh, change); err != nil {
			return r, err
		}
	}
	if err := resource.Overtaken(in.UpdateShiftSeries(ctx, r)); err != nil {
		return r, err
	}
	return r, processinglog.Append(ctx, tx, now, s.about(caller, shiftFields, workersOf(shifts...)...))
}
