package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateShiftAssignment gives a shift to somebody, or to nobody.
func (s *Shifts) CreateShiftAssignment(
	ctx context.Context, req *volunteersv1.CreateShiftAssignmentRequest,
) (*volunteersv1.Shift, error) {
	m := req.GetAssignment()
	ask := shiftRequest{"assigned", req.GetShiftId(), req.GetRequestId(), m.GetEtag(), m.GetAssignmentId(), m}
	return s.change(ctx, ask, func(ctx context.Context, tx *sql.Tx, c changing) (domain.Shift, error) {
		given, err := s.giveShifts(ctx, tx, c.workers, c.by, c.made.Now, giving{
			shift: c.shift, assignmentID: m.GetAssignmentId(), override: readOverride(m.GetOverlapOverride()), place: "assignment",
		})
		if err != nil {
			return c.shift, err
		}
		return given[0], nil
	})
}

// CreateShiftMove moves a free-standing shift.
func (s *Shifts) CreateShiftMove(
	ctx context.Context, req *volunteersv1.CreateShiftMoveRequest,
) (*volunteersv1.Shift, error) {
	m := req.GetMove()
	ask := shiftRequest{"moved", req.GetShiftId(), req.GetRequestId(), m.GetEtag(), "", m}
	return s.change(ctx, ask, func(ctx context.Context, tx *sql.Tx, c changing) (domain.Shift, error) {
		return s.move(ctx, tx, c, m)
	})
}

func (s *Shifts) move(
	ctx context.Context, tx *sql.Tx, c changing, m *volunteersv1.ShiftMove,
) (domain.Shift, error) {
	moved := c.shift
	if moved.SessionID != "" {
		return moved, fault.New(fault.FailedPrecondition, "SHIFT_OF_SESSION",
			"The shift is at a session, and follows it. Move the session.")
	}
	change, err := moved.Take(domain.MoveShift, c.by, c.made.Now, c.made.Now)
	if err != nil {
		return moved, err
	}
	times, broken := readShiftTimes(m.GetDate(), m.GetTimeOfDay(), m.GetDurationMinutes())
	broken = append(broken, moved.Move(times, s.Zone)...)
	moved.Adjusted = moved.Adjusted || moved.SeriesID != ""
	if m.GetPlace() != "" {
		moved.Place = m.GetPlace()
	}
	r, err := s.roster(ctx, tx, c.made.Now, c.workers, []domain.Shift{moved})
	if err != nil {
		return moved, err
	}
	r.shifts.Release(c.shift)
	if len(broken) == 0 {
		broken = r.check(&moved, false, readOverride(m.GetOverlapOverride()))
	}
	if err := fault.Violations(broken); err != nil {
		return moved, fault.At("move", err)
	}
	change.Period, change.Override = moved.Period, moved.Override
	return moved, s.changeShift(ctx, tx, moved, change)
}

// CreateShiftCancellation cancels a shift.
func (s *Shifts) CreateShiftCancellation(
	ctx context.Context, req *volunteersv1.CreateShiftCancellationRequest,
) (*volunteersv1.Shift, error) {
	m := req.GetCancellation()
	ask := shiftRequest{"cancelled", req.GetShiftId(), req.GetRequestId(), m.GetEtag(), "", m}
	return s.change(ctx, ask, func(ctx context.Context, tx *sql.Tx, c changing) (domain.Shift, error) {
		cancelled := c.shift
		change, err := cancelled.Take(domain.CancelShift, c.by, c.made.Now, c.made.Now)
		if err != nil {
			return cancelled, err
		}
		cancelled.Reason, cancelled.Adjusted = enums.Text(m.GetReason()), cancelled.Adjusted || cancelled.SeriesID != ""
		return cancelled, s.changeShift(ctx, tx, cancelled, change)
	})
}

// shiftRequest is what a request asks of a shift.
type shiftRequest struct {
	what, shiftID, requestID, etag string
	assignmentID                   string // to whom it is given, where that is asked
	content                        proto.Message
}

// changing is a shift that is changed, as it was read in the transaction.
type changing struct {
	shift   domain.Shift
	workers map[string]shiftWorker // who has it, and to whom it is given
	by      string
	made    resource.Made
}

// change changes one shift, once for a request, and answers it.
func (s *Shifts) change(
	ctx context.Context, ask shiftRequest, do func(context.Context, *sql.Tx, changing) (domain.Shift, error),
) (*volunteersv1.Shift, error) {
	var changed domain.Shift
	err := resource.Again(func() error {
		before, err := store.Reading(s.DB.Read()).Shift(ctx, ask.shiftID)
		if err != nil {
			return err
		}
		workers, err := s.shiftWorkers(ctx, map[string]bool{before.AssignmentID: true, ask.assignmentID: true})
		if err != nil {
			return err
		}
		changed, err = s.changeOnce(ctx, ask, workers, do)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, err := s.encodeShifts(ctx, []domain.Shift{changed})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func (s *Shifts) changeOnce(
	ctx context.Context, ask shiftRequest, workers map[string]shiftWorker,
	do func(context.Context, *sql.Tx, changing) (domain.Shift, error),
) (domain.Shift, error) {
	made := resource.Making(s.Clock.Now())
	request := resource.RequestOf("ChangeShift/"+ask.what+"/"+ask.shiftID, ask.requestID, ask.content)
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (domain.Shift, error) {
		one, err := store.In(tx).Shift(ctx, ask.shiftID)
		if err != nil {
			return one, err
		}
		return one, processinglog.Append(ctx, tx, made.Now, s.about(ctx, shiftFields, workersOf(one)...))
	}
	return resource.Create(ctx, s.DB, made, request, asItIs, func(ctx context.Context, tx *sql.Tx) (domain.Shift, error) {
		one, err := store.In(tx).Shift(ctx, ask.shiftID)
		if err != nil {
			return one, err
		}
		if err := resource.MatchEtag(ask.etag, one.Version); err != nil {
			return one, err
		}
		if _, known := workers[one.AssignmentID]; !known && one.AssignmentID != "" {
			return one, resource.ErrOvertaken
		}
		changed, err := do(ctx, tx, changing{one, workers, auth.Subject(ctx), made})
		if err != nil {
			return changed, err
		}
		return changed, processinglog.Append(ctx, tx, made.Now, s.about(ctx, shiftFields, workersOf(one, changed)...))
	})
}
