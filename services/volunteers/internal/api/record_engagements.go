package api

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// newEngagement is a relation on its way in, and what the processing log says of it.
type newEngagement struct {
	domain.Engagement
	entry processinglog.Entry
}

// record records all relations, or none.
func (s *Engagements) record(
	ctx context.Context, requests []*volunteersv1.CreateEngagementRequest, place func(int) string,
) ([]domain.Engagement, error) {
	past := auth.From(ctx).Has("importer")
	given := make(resource.Entries[newEngagement], len(requests))
	for i, r := range requests {
		given[i] = s.decode(ctx, r, place(i), past)
	}
	kept, err := s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[newEngagement]{
		Service: events.Service, Scope: "CreateEngagement", Field: "engagement", Rules: s.rules,
		Insert: s.insert, ByID: engagementsByID,
	}, given)
	if err != nil {
		return nil, asOneReason(err)
	}
	list := make([]domain.Engagement, len(kept))
	var earlier []string
	for i, e := range kept {
		list[i] = e.Engagement
		if e.ID != given[i].Claim.ResourceID {
			earlier = append(earlier, e.PersonID)
		}
	}
	if len(earlier) > 0 {
		err = s.logRead(ctx, engagementFields, earlier...)
	}
	return list, err
}

// decode reads a relation, and answers what is wrong with it by itself. Past says that the caller records what was.
func (s *Engagements) decode(
	ctx context.Context, r *volunteersv1.CreateEngagementRequest, place string, past bool,
) resource.Entry[newEngagement] {
	m, made := r.GetEngagement(), resource.Making(s.Clock.Now())
	var d resource.Dates
	e := domain.Engagement{
		ID: made.ID, PersonID: m.GetPersonId(), Kind: domain.EngagementKind(enums.Text(m.GetKind())),
		State: cmp.Or(domain.EngagementState(enums.Text(m.GetState())), domain.Intake),
		Start: d.Read("start_date", m.GetStartDate()), StateDate: d.Read("state_date", m.GetStateDate()),
		Version: 1, Created: made.Now, Updated: made.Now,
	}
	if e.StateDate.IsZero() || e.Start.IsZero() {
		e.StateDate = e.Start
	}
	return resource.Entry[newEngagement]{
		Value: newEngagement{e, s.about(ctx, engagementFields, e.PersonID)}, Place: place,
		Broken: append(d.Broken, e.Check(s.today(), past)...),
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: e.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules that need to know the people, whom it locks: who begins two relations of a kind at the same time
// begins one.
func (s *Engagements) rules(
	ctx context.Context, tx *sql.Tx, all []newEngagement,
) (resource.Rules[newEngagement], error) {
	ids := map[string]bool{}
	for _, e := range all {
		ids[e.PersonID] = true
	}
	people, err := store.In(tx).LockPeopleByID(ctx, ids)
	if err != nil {
		return resource.Rules[newEngagement]{}, err
	}
	running, err := store.In(tx).RunningEngagements(ctx, ids)
	if err != nil {
		return resource.Rules[newEngagement]{}, err
	}
	taken := map[relation]bool{}
	for _, e := range running {
		taken[relation{e.PersonID, e.Kind}] = true
	}
	check := func(e *newEngagement) []fault.Field { return checkPerson(e.Engagement, people, taken) }
	return resource.Rules[newEngagement]{Check: check}, nil
}

// relation is a kind of relation of a person.
type relation struct {
	personID string
	kind     domain.EngagementKind
}

// checkPerson answers why a person cannot begin a relation, and notes that it is taken.
func checkPerson(e domain.Engagement, people map[string]store.Person, taken map[relation]bool) []fault.Field {
	this := relation{e.PersonID, e.Kind}
	person, known := people[e.PersonID]
	switch {
	case !known:
		return []fault.Field{{Path: "person_id", Reason: "PERSON_UNKNOWN", Text: "There is no person with this id."}}
	case person.State == domain.Erased:
		return []fault.Field{{Path: "person_id", Reason: "PERSON_ERASED", Text: "This person was erased."}}
	case e.State.Runs() && taken[this]:
		return []fault.Field{{
			Path: "kind", Reason: "ENGAGEMENT_EXISTS", Text: "The person has a relation of this kind that has not ended.",
		}}
	}
	taken[this] = taken[this] || e.State.Runs()
	return nil
}

func (s *Engagements) insert(ctx context.Context, tx *sql.Tx, all []newEngagement) error {
	list, entries := make([]domain.Engagement, len(all)), make([]processinglog.Entry, len(all))
	for i, e := range all {
		list[i], entries[i] = e.Engagement, e.entry
	}
	if err := store.In(tx).InsertEngagements(ctx, list); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, s.now(), entries...)
}

func engagementsByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]newEngagement, error) {
	found, err := store.In(tx).EngagementsByID(ctx, ids)
	known := make(map[string]newEngagement, len(found))
	for id, e := range found {
		known[id] = newEngagement{Engagement: e}
	}
	return known, err
}

// asOneReason answers the violations of a request as the error of its own that they are, where all have one reason that is
// no fault of the request itself. Where others are among them, they are told with those.
func asOneReason(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Reason != "REQUEST_INVALID" {
		return err
	}
	for _, field := range f.Fields {
		if field.Reason != f.Fields[0].Reason {
			return err
		}
	}
	kinds := map[string]fault.Kind{"ENGAGEMENT_EXISTS": fault.AlreadyExists, "PERSON_ERASED": fault.NotFound}
	reason := f.Fields[0].Reason
	kind, own := kinds[reason]
	if !own {
		return err
	}
	one := fault.New(kind, reason, "%s", f.Fields[0].Text)
	one.Fields = f.Fields
	return one
}
