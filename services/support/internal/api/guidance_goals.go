package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// The places of what is sealed in the rows of goals and contacts.
const (
	goalTextField    = "text"
	contactNoteField = "note"
)

// GuidanceGoals answers GuidanceGoalService.
type GuidanceGoals struct {
	supportv1.UnimplementedGuidanceGoalServiceServer
	Deps
}

// CreateGuidanceGoal adds a goal to a trajectory.
func (s *GuidanceGoals) CreateGuidanceGoal(
	ctx context.Context, req *supportv1.CreateGuidanceGoalRequest,
) (*supportv1.GuidanceGoal, error) {
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	m, made := req.GetGoal(), resource.Making(s.Clock.Now())
	var d resource.Dates
	goal := store.GuidanceGoal{GuidanceGoal: domain.GuidanceGoal{
		ID: made.ID, GuidanceID: of.ID, LifeDomain: enums.Text(m.GetLifeDomain()), Text: m.GetText(),
		Date: d.Read("goal.date", m.GetDate()), Created: made.Now,
	}}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	keys, err := s.vault().Keys(ctx, of.ResidentID)
	if err != nil {
		return nil, err
	}
	if goal.SealedText, err = keys.Seal(of.ResidentID, goal.ID, goalTextField, []byte(goal.Text)); err != nil {
		return nil, erased(err)
	}
	request := resource.RequestOf("CreateGuidanceGoal/"+of.ID, req.GetRequestId(), m)
	request.Hash = person.RequestHash(s.Privacy, events.Service)(m)
	first := false
	done := s.done(ctx, goalFields, guidanceObject(of.ID), of.ResidentID)
	kept, err := resource.Create(ctx, s.DB, made, request, loadGoal,
		func(ctx context.Context, tx *sql.Tx) (store.GuidanceGoal, error) {
			first = true
			of, err := s.lockGuided(ctx, tx, of.ID)
			if err != nil {
				return goal, err
			}
			if err := goal.Check(of, s.today()); err != nil {
				return goal, err
			}
			if err := store.In(tx).InsertGuidanceGoal(ctx, goal); err != nil {
				return goal, err
			}
			return goal, s.log(ctx, tx, done)
		})
	if err == nil && !first {
		err = s.logApart(ctx, done)
	}
	if err != nil {
		return nil, err
	}
	opened, err := openGoal(keys, of.ResidentID, kept)
	return encodeGoal(opened), err
}

// lockGuided locks a trajectory and its resident. Error: NOT_FOUND (RESIDENT_ERASED).
func (d Deps) lockGuided(ctx context.Context, tx *sql.Tx, id string) (domain.Guidance, error) {
	in := store.In(tx)
	g, err := in.LockGuidance(ctx, id)
	if err != nil {
		return g, err
	}
	residents, err := in.LockResidentsByID(ctx, map[string]bool{g.ResidentID: true})
	if err != nil {
		return g, err
	}
	return g, residents[g.ResidentID].Use()
}

// ListGuidanceGoals lists the goals of a trajectory, oldest first.
func (s *GuidanceGoals) ListGuidanceGoals(
	ctx context.Context, req *supportv1.ListGuidanceGoalsRequest,
) (*supportv1.ListGuidanceGoalsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var rows []store.GuidanceGoal
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.GuidanceGoals(ctx, of.ID, after, size+1)
		return err
	}); err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(g store.GuidanceGoal) string { return g.ID })
	keys, err := s.vault().Keys(ctx, of.ResidentID)
	if err != nil {
		return nil, err
	}
	answer := &supportv1.ListGuidanceGoalsResponse{NextPageToken: next}
	for _, row := range rows {
		g, err := openGoal(keys, of.ResidentID, row)
		if err != nil {
			return nil, err
		}
		answer.Goals = append(answer.Goals, encodeGoal(g))
	}
	return answer, s.logRead(ctx, goalFields, guidanceObject(of.ID), of.ResidentID)
}

// CreateGuidanceGoalOutcome records whether a goal was reached.
func (s *GuidanceGoals) CreateGuidanceGoalOutcome(
	ctx context.Context, req *supportv1.CreateGuidanceGoalOutcomeRequest,
) (*supportv1.GuidanceGoalOutcome, error) {
	goal, of, err := s.openGoalOf(ctx, req.GetGuidanceGoalId())
	if err != nil {
		return nil, err
	}
	m, made, first := req.GetOutcome(), resource.Making(s.Clock.Now()), false
	var d resource.Dates
	outcome := domain.GoalOutcome{
		ID: made.ID, GoalID: goal.ID, Result: enums.Text(m.GetResult()), Date: d.Read("outcome.date", m.GetDate()), Created: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	done := s.done(ctx, goalFields, "guidance-goal/"+goal.ID, of.ResidentID)
	kept, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateGuidanceGoalOutcome/"+goal.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.GoalOutcome, error) {
			return store.In(tx).GoalOutcome(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.GoalOutcome, error) {
			first = true
			if err := outcome.Check(goal, s.today()); err != nil {
				return outcome, err
			}
			if err := store.In(tx).InsertGoalOutcome(ctx, outcome); err != nil {
				return outcome, err
			}
			return outcome, s.log(ctx, tx, done)
		})
	if err == nil && !first {
		err = s.logApart(ctx, done)
	}
	if err != nil {
		return nil, err
	}
	return encodeGoalOutcome(kept), nil
}

// openGoalOf answers a goal, closed, with its trajectory, which the caller may see. Error: PERMISSION_DENIED
// (TRAJECTORY_NOT_YOURS), also for a goal that is not there.
func (s *GuidanceGoals) openGoalOf(ctx context.Context, id string) (domain.GuidanceGoal, domain.Guidance, error) {
	row, err := store.Reading(s.DB.Read()).GuidanceGoal(ctx, id)
	if fault.Is(err, "GOAL_NOT_FOUND") {
		err = s.refuse(ctx, "guidance-goal/"+id, domain.TrajectoryNotYours())
	}
	if err != nil {
		return domain.GuidanceGoal{}, domain.Guidance{}, err
	}
	of, err := s.openGuidance(ctx, row.GuidanceID, "guidance-goal/"+id)
	return row.GuidanceGoal, of, err
}

func loadGoal(ctx context.Context, tx *sql.Tx, id string) (store.GuidanceGoal, error) {
	return store.In(tx).GuidanceGoal(ctx, id)
}

// openGoal answers a goal with its text: none where the resident was erased.
func openGoal(keys privacy.Keys, residentID string, row store.GuidanceGoal) (g domain.GuidanceGoal, err error) {
	g = row.GuidanceGoal
	g.Text, err = openText(keys, residentID, g.ID, goalTextField, row.SealedText)
	return g, err
}

// openText answers what is sealed in a row: nothing where nothing is, or the resident was erased.
func openText(keys privacy.Keys, residentID, id, field string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	text, err := keys.Open(residentID, id, field, sealed)
	if errors.Is(err, privacy.ErrErased) {
		return "", nil
	}
	return string(text), err
}

func encodeGoal(g domain.GuidanceGoal) *supportv1.GuidanceGoal {
	m := &supportv1.GuidanceGoal{
		Id: g.ID, GuidanceTrajectoryId: g.GuidanceID, LifeDomain: enums.Value[supportv1.LifeDomain](g.LifeDomain), Text: g.Text,
		Date: g.Date.String(), CreateTime: timestamppb.New(g.Created),
	}
	if g.Outcome != nil {
		m.Outcome = encodeGoalOutcome(*g.Outcome)
	}
	return m
}

func encodeGoalOutcome(o domain.GoalOutcome) *supportv1.GuidanceGoalOutcome {
	return &supportv1.GuidanceGoalOutcome{
		Id: o.ID, GuidanceGoalId: o.GoalID, Result: enums.Value[supportv1.GuidanceGoalResult](o.Result), Date: o.Date.String(),
		CreateTime: timestamppb.New(o.Created),
	}
}
