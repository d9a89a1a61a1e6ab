package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// starting is a trajectory on its way in. Callers at the same time share a transaction, so all that is of one call alone is
// here: where it stands in the request, by which rules it begins, what is known of its resident, and what is logged.
type starting struct {
	domain.Guidance
	place    string
	in       domain.Registration
	resident *acquaintance // nil where there is none
	done     entries
}

// beside is what is known beside trajectories that begin.
type beside struct {
	residents map[string]acquaintance
	questions map[string]domain.Question // that the caller may see
}

// register registers all trajectories, or none.
func (s *GuidanceTrajectories) register(
	ctx context.Context, requests []*supportv1.CreateGuidanceTrajectoryRequest, place func(int) string,
) ([]*supportv1.GuidanceTrajectory, error) {
	var list []starting
	var entries resource.Entries[starting]
	err := resource.Again(func() error {
		known, err := s.beside(ctx, requests)
		if err != nil {
			return err
		}
		entries = make(resource.Entries[starting], len(requests))
		for i, r := range requests {
			entries[i] = s.starting(ctx, r, place(i), known)
		}
		list, err = s.recording.Record(ctx, s.DB, s.Clock.Now, s.noun(), entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	answer, earlier := make([]*supportv1.GuidanceTrajectory, len(list)), []string{}
	for i, r := range list {
		answer[i] = encodeGuidance(r.Guidance)
		if r.ID != entries[i].Claim.ResourceID {
			earlier = append(earlier, r.ResidentID)
		}
	}
	if len(earlier) == 0 && len(list) > 0 {
		return answer, nil
	}
	return answer, s.logRead(ctx, guidanceFields, "guidance-trajectories", earlier...)
}

func (s *GuidanceTrajectories) beside(
	ctx context.Context, requests []*supportv1.CreateGuidanceTrajectoryRequest,
) (known beside, err error) {
	residents, questions := map[string]bool{}, map[string]bool{}
	for _, r := range requests {
		residents[r.GetGuidanceTrajectory().GetResidentId()] = true
		questions[r.GetGuidanceTrajectory().GetQuestionId()] = true
	}
	var rows map[string]store.Resident
	var found map[string]store.Question
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		if rows, err = st.ResidentsByID(ctx, residents); err != nil {
			return err
		}
		found, err = st.QuestionsByID(ctx, questions)
		return err
	}); err != nil {
		return known, err
	}
	who := viewer(ctx)
	known.questions = map[string]domain.Question{}
	for id, q := range found {
		if who.MaySee(q.Question) {
			known.questions[id] = q.Question
		}
	}
	known.residents, err = s.acquaintances(ctx, rows)
	return known, err
}

// starting reads a trajectory that begins, with what is known beside it.
func (s *GuidanceTrajectories) starting(
	ctx context.Context, r *supportv1.CreateGuidanceTrajectoryRequest, place string, known beside,
) resource.Entry[starting] {
	m, who := r.GetGuidanceTrajectory(), viewer(ctx)
	var d resource.Dates
	g := decodeGuidance(ctx, m, &d)
	g.ID, g.Created = ids.New(), s.now()
	g.Updated = g.Created
	one := starting{
		Guidance: g, place: place, resident: resource.Found(known.residents, g.ResidentID),
		in: domain.Registration{
			Today: s.today(), Importing: auth.From(ctx).Has(importerRole), Question: resource.Found(known.questions, g.QuestionID),
			Residents: map[string]bool{},
		},
	}
	if who.Worker && !one.in.Importing {
		one.in.Teams = who.Teams
	}
	var about []string
	if one.resident != nil {
		about = append(about, g.ResidentID)
		one.in.Residents[g.ResidentID] = one.resident.counted != nil
	}
	one.done = s.done(ctx, guidanceFields, guidanceObject(g.ID), about...)
	return resource.Entry[starting]{
		Value: one, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: g.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

func (s *GuidanceTrajectories) noun() resource.Noun[starting] {
	return resource.Noun[starting]{
		Service: events.Service, Scope: "CreateGuidanceTrajectory", Field: "guidance_trajectory", Rules: s.rules,
		Insert: insertGuidance, ByID: guidanceByID,
	}
}

// rules answers the rules of what begins. Residents stay as they were opened until it is kept; where one was changed since, the
// call begins anew.
func (s *GuidanceTrajectories) rules(
	ctx context.Context, tx *sql.Tx, list []starting,
) (rules resource.Rules[starting], err error) {
	wanted := map[string]bool{}
	for _, r := range list {
		wanted[r.ResidentID] = true
	}
	rows, err := store.In(tx).LockResidentsByID(ctx, wanted)
	if err != nil {
		return rules, err
	}
	for _, r := range list {
		if row, there := rows[r.ResidentID]; there && r.resident != nil && row.Version != r.resident.version {
			return rules, resource.Overtaken(sqldb.ErrStale)
		}
	}
	rules.Check = func(r *starting) []fault.Field { return r.Check(r.in) }
	rules.Follow = s.follow
	return rules, nil
}

// insertGuidance adds trajectories. Error: ALREADY_EXISTS (TRAJECTORY_RUNNING) with the place of each whose resident has a
// running one of the same kind; the locks of the residents keep others from adding one meanwhile.
func insertGuidance(ctx context.Context, tx *sql.Tx, list []starting) error {
	residents, all := map[string]bool{}, make([]domain.Guidance, len(list))
	for i, r := range list {
		all[i], residents[r.ResidentID] = r.Guidance, true
	}
	running, err := store.In(tx).RunningGuidance(ctx, residents)
	if err != nil {
		return err
	}
	exists := domain.TrajectoryRunning()
	for _, r := range list {
		if r.State.Ended() {
			continue
		}
		if slices.Contains(running[r.ResidentID], r.Kind) {
			exists.Fields = append(exists.Fields, fault.Field{
				Path: resource.Join(r.place, "guidance_trajectory.resident_id"), Reason: exists.Reason, Text: exists.Text,
			})
		}
		running[r.ResidentID] = append(running[r.ResidentID], r.Kind)
	}
	if len(exists.Fields) > 0 {
		return exists
	}
	return store.In(tx).InsertGuidance(ctx, all)
}

func guidanceByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]starting, error) {
	found, err := store.In(tx).GuidanceByID(ctx, ids)
	list := make(map[string]starting, len(found))
	for id, g := range found {
		list[id] = starting{Guidance: g}
	}
	return list, err
}

// follow logs what began, and tells the years it counts in.
func (s *GuidanceTrajectories) follow(
	ctx context.Context, tx *sql.Tx, fresh resource.Entries[starting],
) ([]outbox.Event, error) {
	var done entries
	list, residents := make([]domain.Guidance, len(fresh)), map[string]acquaintance{}
	for i, r := range fresh.Values() {
		list[i], residents[r.ResidentID] = r.Guidance, *r.resident
		done.processing = append(done.processing, r.done.processing...)
		done.audit = append(done.audit, r.done.audit...)
	}
	if err := s.log(ctx, tx, done); err != nil {
		return nil, err
	}
	return s.tellGuidance(ctx, tx, list, residents)
}
