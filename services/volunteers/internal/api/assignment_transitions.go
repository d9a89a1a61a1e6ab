package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateAssignmentTransition takes an assignment to its next state.
func (s *Assignments) CreateAssignmentTransition(
	ctx context.Context, req *volunteersv1.CreateAssignmentTransitionRequest,
) (*volunteersv1.AssignmentTransition, error) {
	var step domain.AssignmentTransition
	err := resource.Again(func() (err error) {
		step, err = s.step(ctx, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	return encodeAssignmentTransition(step), nil
}

func (s *Assignments) step(
	ctx context.Context, req *volunteersv1.CreateAssignmentTransitionRequest,
) (domain.AssignmentTransition, error) {
	a, err := store.Reading(s.DB.Read()).Assignment(ctx, req.GetAssignmentId())
	if err != nil {
		return domain.AssignmentTransition{}, err
	}
	known, err := s.acquaint(ctx, map[string]bool{a.EngagementID: true})
	if err != nil {
		return domain.AssignmentTransition{}, err
	}
	m, of := req.GetTransition(), known[a.EngagementID]
	var d resource.Dates
	taking := domain.AssignmentTransition{
		To: domain.AssignmentState(enums.Text(m.GetTo())), Date: d.Read("date", m.GetDate()),
		DeclinedBy: enums.Text(m.GetDeclinedBy()), Reason: m.GetReason(), Recorder: auth.Subject(ctx),
	}
	made, first := resource.Making(s.Clock.Now()), false
	entry := s.about(ctx, assignmentFields, of.personID)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateAssignmentTransition/"+a.ID, req.GetRequestId(), m), loadAssignmentTransition,
		func(ctx context.Context, tx *sql.Tx) (domain.AssignmentTransition, error) {
			step := taking
			step.ID, step.Created, first = made.ID, made.Now, true
			if err := s.take(ctx, tx, a, &step, taken{of: of, etag: req.GetEtag(), broken: d.Broken}); err != nil {
				return step, err
			}
			return step, processinglog.Append(ctx, tx, made.Now, entry)
		})
	if err == nil && !first {
		err = s.logRead(ctx, assignmentFields, of.personID)
	}
	return step, err
}

// taken is what a step is asked with.
type taken struct {
	of     acquaintance
	etag   string
	broken []fault.Field
}

// take loads and locks what a step speaks of, takes it, and tells of the years that changed by it.
func (s *Assignments) take(
	ctx context.Context, tx *sql.Tx, a domain.Assignment, step *domain.AssignmentTransition, by taken,
) error {
	in, err := s.surroundings(ctx, tx, a, step, by)
	if err != nil {
		return err
	}
	places, err := s.openPlaces(ctx, tx, a.VacancyID, step.To)
	if err != nil {
		return err
	}
	locked, err := store.In(tx).LockAssignmentsByID(ctx, map[string]bool{a.ID: true})
	if err != nil {
		return err
	}
	a = locked[a.ID]
	if err := resource.MatchEtag(by.etag, a.Version); err != nil {
		return err
	}
	if err := a.Take(step, in); err != nil {
		return fault.At("transition", err)
	}
	if err := places.take(ctx, tx, step); err != nil {
		return err
	}
	if err := store.In(tx).UpdateAssignment(ctx, a); err != nil {
		return err
	}
	if err := store.In(tx).InsertAssignmentTransition(ctx, *step); err != nil {
		return err
	}
	if err := s.openShifts(ctx, tx, a, step.Recorder); err != nil {
		return err
	}
	if err := s.watchCertificates(ctx, tx, map[string]bool{by.of.personID: true}); err != nil {
		return err
	}
	saved, err := s.tellYears(ctx, tx, []domain.Assignment{a}, map[string]*person.Birth{by.of.personID: by.of.birth})
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, saved...)
}

// surroundings locks the relation and the person, and answers what is known where a step is taken.
func (s *Assignments) surroundings(
	ctx context.Context, tx *sql.Tx, a domain.Assignment, step *domain.AssignmentTransition, by taken,
) (domain.Assigning, error) {
	st := store.In(tx)
	in := domain.Assigning{Today: civil.Today(step.Created, s.Zone), Areas: s.Areas, Broken: by.broken}
	engagements, err := st.LockEngagementsByID(ctx, map[string]bool{a.EngagementID: true})
	if err != nil {
		return in, err
	}
	people, err := lockPeople(ctx, tx, by.of)
	if err != nil {
		return in, err
	}
	role, err := st.Role(ctx, a.RoleID)
	if err != nil {
		return in, err
	}
	held, err := st.CertificatesOf(ctx, map[string]bool{by.of.personID: true})
	if err != nil {
		return in, err
	}
	in.Engagement, in.Role = resource.Found(engagements, a.EngagementID), &role
	in.Suitability = s.suitability(people, held, by.of)
	return in, nil
}

// ListAssignmentTransitions lists what an assignment went through, oldest first.
func (s *Assignments) ListAssignmentTransitions(
	ctx context.Context, req *volunteersv1.ListAssignmentTransitionsRequest,
) (*volunteersv1.ListAssignmentTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	reading := store.Reading(s.DB.Read())
	a, err := reading.Assignment(ctx, req.GetAssignmentId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := reading.AssignmentTransitions(ctx, a.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.AssignmentTransition) string { return t.ID })
	answer := &volunteersv1.ListAssignmentTransitionsResponse{NextPageToken: next}
	for _, t := range list {
		answer.Transitions = append(answer.Transitions, encodeAssignmentTransition(t))
	}
	return answer, s.logAssignments(ctx, a)
}

func loadAssignmentTransition(ctx context.Context, tx *sql.Tx, id string) (domain.AssignmentTransition, error) {
	return store.In(tx).AssignmentTransition(ctx, id)
}

func encodeAssignmentTransition(t domain.AssignmentTransition) *volunteersv1.AssignmentTransition {
	return &volunteersv1.AssignmentTransition{
		Id: t.ID, AssignmentId: t.AssignmentID, From: enums.Value[volunteersv1.AssignmentState](string(t.From)),
		To: enums.Value[volunteersv1.AssignmentState](string(t.To)), Date: t.Date.String(),
		DeclinedBy: enums.Value[volunteersv1.MatchSide](t.DeclinedBy), Reason: t.Reason, CreateTime: timestamppb.New(t.Created),
	}
}
