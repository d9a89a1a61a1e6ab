package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// beginning is a trajectory on its way in. Callers at the same time share a transaction, so all that is of one call alone is
// here: who asked, where it stands in the request, and what is known of its clients.
type beginning struct {
	domain.Trajectory
	place     string
	caller    string
	importing bool
	clients   map[string]acquaintance
	entry     processinglog.Entry
	audit     auditlog.Entry
}

// record begins all trajectories, or none.
func (s *Trajectories) record(
	ctx context.Context, requests []*debtcounsellingv1.CreateTrajectoryRequest, place func(int) string,
) ([]*debtcounsellingv1.Trajectory, error) {
	wanted := map[string]bool{}
	for _, r := range requests {
		for _, id := range r.GetTrajectory().GetClientIds() {
			wanted[id] = true
		}
	}
	var list []beginning
	var entries resource.Entries[beginning]
	err := resource.Again(func() error {
		known, err := s.acquaint(ctx, wanted)
		if err != nil {
			return err
		}
		entries = make(resource.Entries[beginning], len(requests))
		for i, r := range requests {
			entries[i] = s.decode(ctx, r, place(i), known)
		}
		list, err = s.recording.Record(ctx, s.DB, s.Clock.Now, s.noun(), entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	trajectories, earlier := make([]domain.Trajectory, len(list)), []string{}
	for i, b := range list {
		trajectories[i] = b.Trajectory
		if b.ID != entries[i].Claim.ResourceID {
			earlier = append(earlier, b.ClientIDs...)
		}
	}
	answer, err := s.answer(ctx, trajectories...)
	if err != nil || (len(earlier) == 0 && len(list) > 0) {
		return answer, err
	}
	return answer, s.logRead(ctx, trajectoryFields, "trajectories", earlier...)
}

func (s *Trajectories) noun() resource.Noun[beginning] {
	return resource.Noun[beginning]{
		Service: events.Service, Scope: "CreateTrajectory", Field: "trajectory", Rules: s.rules, Insert: insertTrajectories,
		ByID: trajectoriesByID,
	}
}

func (s *Trajectories) decode(
	ctx context.Context, r *debtcounsellingv1.CreateTrajectoryRequest, place string, known map[string]acquaintance,
) resource.Entry[beginning] {
	m, now := r.GetTrajectory(), s.now()
	var d resource.Dates
	t := domain.Trajectory{
		ID: ids.New(), Kind: domain.TrajectoryKind(enums.Text(m.GetKind())), ClientIDs: m.GetClientIds(),
		Report: d.Read("report_date", m.GetReportDate()), Channel: enums.Text(m.GetReportChannel()), Crisis: m.GetCrisis(),
		CrisisGround: enums.Text(m.GetCrisisGround()), Municipality: m.GetMunicipalityCode(), Referrer: m.GetReferrer(),
		State: domain.TrajectoryState(enums.Text(m.GetState())), End: d.Read("end_date", m.GetEndDate()),
		ExitReason: domain.ExitReason(enums.Text(m.GetExitReason())), DebtFree: m.GetDebtFree(), Version: 1,
		Created: now, Updated: now,
	}
	if t.Municipality == "" {
		t.Municipality = s.Municipality
	}
	b := beginning{
		Trajectory: t, place: place, caller: auth.Subject(ctx), importing: auth.From(ctx).Has(importerRole), clients: known,
		audit: auditlog.Done(ctx, "trajectory/"+t.ID),
	}
	var there []string
	for _, id := range t.ClientIDs {
		if _, is := known[id]; is {
			there = append(there, id)
		}
	}
	b.entry = s.about(ctx, trajectoryFields, there...)
	return resource.Entry[beginning]{
		Value: b, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: t.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of what begins. Clients stay as they are until it is kept.
func (s *Trajectories) rules(ctx context.Context, tx *sql.Tx, list []beginning) (resource.Rules[beginning], error) {
	known := map[string]acquaintance{}
	for _, b := range list {
		for _, id := range b.ClientIDs {
			if a, is := b.clients[id]; is {
				known[id] = a
			}
		}
	}
	if err := lockClients(ctx, tx, known); err != nil {
		return resource.Rules[beginning]{}, err
	}
	there := present(known)
	check := func(b *beginning) []fault.Field {
		return b.Check(domain.Beginning{
			Today: civil.Today(b.Created, s.Zone), Importing: b.importing, Known: there,
		})
	}
	return resource.Rules[beginning]{Check: check, Follow: s.follow}, nil
}

// present says of clients that are known whether they are, and were not erased.
func present(known map[string]acquaintance) map[string]bool {
	is := make(map[string]bool, len(known))
	for id, a := range known {
		is[id] = a.counted != nil
	}
	return is
}

// insertTrajectories adds trajectories. Error: ALREADY_EXISTS (TRAJECTORY_RUNNING) with the place of each whose client has a
// running one of the same kind; the locks of the clients keep others from adding one meanwhile.
func insertTrajectories(ctx context.Context, tx *sql.Tx, list []beginning) error {
	clients, all := map[string]bool{}, make([]domain.Trajectory, len(list))
	for i, b := range list {
		all[i] = b.Trajectory
		for _, id := range b.ClientIDs {
			clients[id] = true
		}
	}
	running, err := store.In(tx).RunningKinds(ctx, clients)
	if err != nil {
		return err
	}
	exists := fault.New(fault.AlreadyExists, "TRAJECTORY_RUNNING", "A client has a running trajectory of this kind already.")
	for _, b := range list {
		if !b.State.Runs() || !b.Kind.Single() {
			continue
		}
		for _, id := range b.ClientIDs {
			if slices.Contains(running[id], string(b.Kind)) {
				exists.Fields = append(exists.Fields, fault.Field{
					Path: resource.Join(b.place, "trajectory.client_ids"), Reason: exists.Reason, Text: exists.Text,
				})
			}
			running[id] = append(running[id], string(b.Kind))
		}
	}
	if len(exists.Fields) > 0 {
		return exists
	}
	return store.In(tx).InsertTrajectories(ctx, all)
}

func trajectoriesByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]beginning, error) {
	found, err := store.In(tx).TrajectoriesByID(ctx, ids)
	list := make(map[string]beginning, len(found))
	for id, t := range found {
		list[id] = beginning{Trajectory: t}
	}
	return list, err
}

// follow logs what began, has its first term run, assigns who began it, and tells the years it counts in.
func (d Deps) follow(
	ctx context.Context, tx *sql.Tx, fresh resource.Entries[beginning],
) ([]outbox.Event, error) {
	var terms []domain.Term
	var assigned []domain.CaseAssignment
	entries, audits := make([]processinglog.Entry, len(fresh)), make([]auditlog.Entry, len(fresh))
	trajectories, known := make([]domain.Trajectory, len(fresh)), map[string]*domain.Counted{}
	for i, b := range fresh.Values() {
		entries[i], audits[i], trajectories[i] = b.entry, b.audit, b.Trajectory
		for _, id := range b.ClientIDs {
			known[id] = b.clients[id].counted
		}
		if term, is := d.firstTerm(b.Trajectory); is {
			terms = append(terms, term)
		}
		if !b.importing {
			assigned = append(assigned, domain.CaseAssignment{
				ID: ids.New(), TrajectoryID: b.ID, Counsellor: b.caller, Role: domain.Counsellor, Start: civil.Today(b.Created, d.Zone),
				Recorder: b.caller, Created: b.Created,
			})
		}
	}
	st := store.In(tx)
	if err := st.InsertTerms(ctx, terms); err != nil {
		return nil, err
	}
	if err := d.watchTerms(ctx, tx, terms...); err != nil {
		return nil, err
	}
	if err := st.InsertCaseAssignments(ctx, assigned); err != nil {
		return nil, err
	}
	if err := processinglog.Append(ctx, tx, d.now(), entries...); err != nil {
		return nil, err
	}
	if err := auditlog.Append(ctx, tx, d.now(), audits...); err != nil {
		return nil, err
	}
	return d.tellYears(ctx, tx, trajectories, known)
}

// firstTerm answers the term that runs from the report on. What is recorded as it was has none.
func (d Deps) firstTerm(t domain.Trajectory) (domain.Term, bool) {
	if t.Kind != domain.DebtHelp || t.State != domain.Reported {
		return domain.Term{}, false
	}
	return d.term(t, domain.FirstConversationTerm, t.Report, t.Created)
}
