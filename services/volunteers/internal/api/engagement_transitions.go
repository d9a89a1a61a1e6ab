package api

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateEngagementTransition takes a relation to its next state.
func (s *Engagements) CreateEngagementTransition(
	ctx context.Context, req *volunteersv1.CreateEngagementTransitionRequest,
) (*volunteersv1.EngagementTransition, error) {
	m := resource.Making(s.Clock.Now())
	scope := "CreateEngagementTransition/" + req.GetEngagementId()
	t, err := resource.Create(ctx, s.DB, m, resource.RequestOf(scope, req.GetRequestId(), req.GetTransition()),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.EngagementTransition, error) {
			return store.In(tx).EngagementTransition(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.EngagementTransition, error) {
			return s.step(ctx, tx, m, req)
		})
	if err == nil && t.ID != m.ID {
		err = s.logStepsRead(ctx, t.EngagementID)
	}
	if err != nil {
		return nil, err
	}
	return encodeEngagementTransition(t), nil
}

// step takes a relation to its next state, once for a request.
func (s *Engagements) step(
	ctx context.Context, tx *sql.Tx, m resource.Made, req *volunteersv1.CreateEngagementTransitionRequest,
) (t domain.EngagementTransition, err error) {
	in := store.In(tx)
	e, err := in.Engagement(ctx, req.GetEngagementId())
	if err != nil {
		return t, err
	}
	if err := resource.MatchEtag(req.GetEtag(), e.Version); err != nil {
		return t, err
	}
	var d resource.Dates
	t = domain.EngagementTransition{
		ID: m.ID, To: domain.EngagementState(enums.Text(req.GetTransition().GetTo())),
		Date: d.Read("date", req.GetTransition().GetDate()), Reason: req.GetTransition().GetReason(), Recorder: auth.Subject(ctx),
		Created: m.Now,
	}
	if err := asOneRequest(d.Broken, e.Step(&t, s.today())); err != nil {
		return t, fault.At("transition", err)
	}
	// It locks the relation: who begins an assignment of it locks it too.
	if err := in.StepEngagement(ctx, e, t); err != nil {
		return t, err
	}
	if err := leaves(ctx, in, e); err != nil {
		return t, err
	}
	return t, processinglog.Append(ctx, tx, m.Now, s.about(ctx, engagementFields, e.PersonID))
}

// asOneRequest answers the violations that are known of a request together with those that err tells.
func asOneRequest(broken []fault.Field, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Invalid {
		broken = append(broken, f.Fields...)
	}
	if len(broken) > 0 {
		return fault.Violations(broken)
	}
	return err
}

// leaves refuses that somebody leaves who still has work: FAILED_PRECONDITION (ASSIGNMENTS_ACTIVE) with its ids.
func leaves(ctx context.Context, in store.Store, e domain.Engagement) error {
	if e.State.Runs() {
		return nil
	}
	running, err := in.UnendedAssignments(ctx, e.ID)
	if err != nil || len(running) == 0 {
		return err
	}
	return fault.New(fault.FailedPrecondition, "ASSIGNMENTS_ACTIVE",
		"The person has %d assignments that have not ended. End or decline them first.", len(running)).
		With("assignments", strings.Join(running, ","))
}

// ListEngagementTransitions lists what a relation went through, oldest first.
func (s *Engagements) ListEngagementTransitions(
	ctx context.Context, req *volunteersv1.ListEngagementTransitionsRequest,
) (*volunteersv1.ListEngagementTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	version, _ := strconv.ParseInt(after, 10, 64) // a key is what is written below; none is 0
	reading, size := store.Reading(s.DB.Read()), pages.Size(req.GetPageSize())
	e, err := reading.Engagement(ctx, req.GetEngagementId())
	if err != nil {
		return nil, err
	}
	list, err := reading.EngagementTransitions(ctx, e.ID, version, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.EngagementTransition) string {
		return strconv.FormatInt(t.Version, 10)
	})
	answer := &volunteersv1.ListEngagementTransitionsResponse{NextPageToken: next}
	for _, t := range list {
		answer.Transitions = append(answer.Transitions, encodeEngagementTransition(t))
	}
	return answer, s.logRead(ctx, engagementFields, e.PersonID)
}

// logStepsRead has in the processing log that what a relation went through was read.
func (s *Engagements) logStepsRead(ctx context.Context, engagementID string) error {
	e, err := store.Reading(s.DB.Read()).Engagement(ctx, engagementID)
	if err != nil {
		return err
	}
	return s.logRead(ctx, engagementFields, e.PersonID)
}

func encodeEngagementTransition(t domain.EngagementTransition) *volunteersv1.EngagementTransition {
	return &volunteersv1.EngagementTransition{
		Id: t.ID, EngagementId: t.EngagementID, From: enums.Value[volunteersv1.EngagementState](string(t.From)),
		To: enums.Value[volunteersv1.EngagementState](string(t.To)), Date: t.Date.String(), Reason: t.Reason,
		CreateTime: timestamppb.New(t.Created),
	}
}
