package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// proposal is an assignment on its way in. Callers at the same time share a transaction, so all that is of one call alone is
// here: who asked, where it stands in the request, and what was opened of the person.
type proposal struct {
	domain.Assignment
	place     string
	importing bool
	person    acquaintance
	entry     processinglog.Entry
}

// record records all assignments, or none.
func (s *Assignments) record(
	ctx context.Context, requests []*volunteersv1.CreateAssignmentRequest, place func(int) string,
) (list []proposal, err error) {
	engagements := map[string]bool{}
	for _, r := range requests {
		engagements[r.GetAssignment().GetEngagementId()] = true
	}
	var entries resource.Entries[proposal]
	var known map[string]acquaintance
	err = resource.Again(func() error {
		if known, err = s.acquaint(ctx, engagements); err != nil {
			return err
		}
		now := s.now()
		entries = make(resource.Entries[proposal], len(requests))
		for i, r := range requests {
			entries[i] = s.decode(ctx, r, place(i), now, known)
		}
		list, err = s.recording.Record(ctx, s.DB, s.Clock.Now, s.noun(), entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, s.logEarlier(ctx, entries, list)
}

func (s *Assignments) noun() resource.Noun[proposal] {
	return resource.Noun[proposal]{
		Service: events.Service, Scope: "CreateAssignment", Field: "assignment", Rules: s.rules, Insert: insertProposals,
		ByID: proposalsByID,
	}
}

func (s *Assignments) decode(
	ctx context.Context, r *volunteersv1.CreateAssignmentRequest, place string, now time.Time, known map[string]acquaintance,
) resource.Entry[proposal] {
	m := r.GetAssignment()
	var d resource.Dates
	a := domain.Assignment{
		ID: ids.New(), EngagementID: m.GetEngagementId(), RoleID: m.GetRoleId(), VacancyID: m.GetVacancyId(),
		State: domain.AssignmentState(enums.Text(m.GetState())), Start: d.Read("start_date", m.GetStartDate()),
		End:  d.Read("end_date", m.GetEndDate()),
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())}, Version: 1, Created: now, Updated: now,
	}
	by := known[a.EngagementID]
	p := proposal{
		Assignment: a, place: place, importing: auth.From(ctx).Has("importer"), person: by,
		entry: s.about(ctx, assignmentFields, by.personID),
	}
	return resource.Entry[proposal]{
		Value: p, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: a.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of proposals, with what they speak of; relations and people stay as they are until they are kept.
func (s *Assignments) rules(ctx context.Context, tx *sql.Tx, list []proposal) (resource.Rules[proposal], error) {
	st := store.In(tx)
	engagementIDs, roleIDs, vacancyIDs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	known := make([]acquaintance, len(list))
	for i, p := range list {
		engagementIDs[p.EngagementID], roleIDs[p.RoleID], vacancyIDs[p.VacancyID] = true, true, true
		known[i] = p.person
	}
	engagements, err := st.LockEngagementsByID(ctx, engagementIDs)
	if err != nil {
		return resource.Rules[proposal]{}, err
	}
	people, err := lockPeople(ctx, tx, known...)
	if err != nil {
		return resource.Rules[proposal]{}, err
	}
	vacancies, err := st.LockVacanciesByID(ctx, vacancyIDs)
	if err != nil {
		return resource.Rules[proposal]{}, err
	}
	roles, err := st.RolesByID(ctx, roleIDs)
	if err != nil {
		return resource.Rules[proposal]{}, err
	}
	held, err := st.CertificatesOf(ctx, peopleOf(engagements))
	if err != nil {
		return resource.Rules[proposal]{}, err
	}
	check := func(p *proposal) []fault.Field {
		in := domain.Assigning{
			Today: civil.Today(p.Created, s.Zone), Importing: p.importing, Role: resource.Found(roles, p.RoleID),
			Vacancy: resource.Found(vacancies, p.VacancyID), Areas: s.Areas, Suitability: s.suitability(people, held, p.person),
		}
		if p.person.birth != nil { // nobody is assigned who was erased
			in.Engagement = resource.Found(engagements, p.EngagementID)
		}
		return p.Check(in)
	}
	return resource.Rules[proposal]{Check: check, Follow: s.follow}, nil
}

// suitability answers what is known of somebody where a role asks.
func (d Deps) suitability(
	people map[string]store.Person, held map[string][]domain.Certificate, of acquaintance,
) domain.Suitability {
	in := domain.Suitability{Home: people[of.personID].Wijk, Held: held[of.personID], Policy: d.Certificates}
	if of.birth != nil {
		in.Birth = *of.birth
	}
	return in
}

// insertProposals adds assignments. Error: ALREADY_EXISTS (ASSIGNMENT_EXISTS) with the place of each that there is already;
// the locks of the relations keep others from adding one meanwhile.
func insertProposals(ctx context.Context, tx *sql.Tx, list []proposal) error {
	engagementIDs := map[string]bool{}
	assignments := make([]domain.Assignment, len(list))
	for i, p := range list {
		engagementIDs[p.EngagementID], assignments[i] = true, p.Assignment
	}
	running, err := store.In(tx).RunningAssignments(ctx, engagementIDs)
	if err != nil {
		return err
	}
	exists := fault.New(fault.AlreadyExists, "ASSIGNMENT_EXISTS", "The person is proposed for this role or fulfils it already.")
	for _, p := range list {
		if !p.State.Runs() {
			continue
		}
		if slices.Contains(running[p.EngagementID], p.RoleID) {
			exists.Fields = append(exists.Fields, fault.Field{
				Path: resource.Join(p.place, "assignment.role_id"), Reason: exists.Reason, Text: exists.Text,
			})
		}
		running[p.EngagementID] = append(running[p.EngagementID], p.RoleID)
	}
	if len(exists.Fields) > 0 {
		return exists
	}
	return store.In(tx).InsertAssignments(ctx, assignments)
}

func proposalsByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]proposal, error) {
	found, err := store.In(tx).AssignmentsByID(ctx, ids)
	proposals := make(map[string]proposal, len(found))
	for id, a := range found {
		proposals[id] = proposal{Assignment: a}
	}
	return proposals, err
}

// follow logs what was recorded of whom, and tells the years that work which was recorded as it was counts in.
func (s *Assignments) follow(
	ctx context.Context, tx *sql.Tx, fresh resource.Entries[proposal],
) ([]outbox.Event, error) {
	var history []domain.Assignment
	births, people := map[string]*person.Birth{}, map[string]bool{}
	lines := make([]processinglog.Entry, len(fresh))
	for i, p := range fresh.Values() {
		lines[i], births[p.person.personID] = p.entry, p.person.birth
		if p.IsHistory() {
			history = append(history, p.Assignment)
			people[p.person.personID] = true
		}
	}
	if err := processinglog.Append(ctx, tx, s.now(), lines...); err != nil {
		return nil, err
	}
	if err := s.watchCertificates(ctx, tx, people); err != nil {
		return nil, err
	}
	return s.tellYears(ctx, tx, history, births)
}

// logEarlier has in the processing log what is answered of an earlier delivery.
func (s *Assignments) logEarlier(ctx context.Context, entries resource.Entries[proposal], list []proposal) error {
	var earlier []domain.Assignment
	for i, p := range list {
		if p.ID != entries[i].Claim.ResourceID {
			earlier = append(earlier, p.Assignment)
		}
	}
	if len(earlier) == 0 {
		return nil
	}
	return s.logAssignments(ctx, earlier...)
}
