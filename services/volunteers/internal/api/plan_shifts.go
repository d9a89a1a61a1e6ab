package api

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// plannedShift is a shift on its way in. Callers at the same time share a transaction, so all that is of one call alone is
// here: who asked, and what was known before of who works it and of its session.
type plannedShift struct {
	domain.Shift
	times     domain.ShiftTimes
	override  *domain.Override
	importing bool
	worker    shiftWorker
	agenda    agenda // of the whole call
	entry     processinglog.Entry
}

// plan plans all shifts, or none where one is at fault; then every violation of every faulty one is told.
func (s *Shifts) plan(
	ctx context.Context, requests []*volunteersv1.CreateShiftRequest, place func(int) string,
) ([]*volunteersv1.Shift, error) {
	assignments, sessions := map[string]bool{}, map[string]bool{}
	for _, r := range requests {
		assignments[r.GetShift().GetAssignmentId()] = true
		if id := r.GetShift().GetSessionId(); id != "" {
			sessions[id] = true
		}
	}
	known, err := s.agenda(ctx, sessions)
	if err != nil {
		return nil, err
	}
	var entries resource.Entries[plannedShift]
	var recorded []plannedShift
	err = resource.Again(func() error {
		workers, err := s.shiftWorkers(ctx, assignments)
		if err != nil {
			return err
		}
		entries = make(resource.Entries[plannedShift], len(requests))
		for i, r := range requests {
			entries[i] = s.decode(ctx, r, place(i), known, workers)
		}
		recorded, err = s.recording.Record(ctx, s.DB, s.Clock.Now, s.noun(), entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]domain.Shift, len(recorded))
	var earlier []domain.Shift
	for i, p := range recorded {
		list[i] = p.Shift
		if p.ID != entries[i].Claim.ResourceID {
			earlier = append(earlier, p.Shift)
		}
	}
	if len(earlier) > 0 {
		if err := s.logShifts(ctx, earlier...); err != nil {
			return nil, err
		}
	}
	return s.encodeShifts(ctx, list)
}

func (s *Shifts) noun() resource.Noun[plannedShift] {
	return resource.Noun[plannedShift]{
		Service: events.Service, Scope: "CreateShift", Field: "shift", Rules: s.rules, Insert: insertShifts, ByID: plannedByID,
	}
}

func (s *Shifts) decode(
	ctx context.Context, r *volunteersv1.CreateShiftRequest, place string, known agenda, workers map[string]shiftWorker,
) resource.Entry[plannedShift] {
	m, now := r.GetShift(), s.now()
	p := plannedShift{
		Shift: domain.Shift{
			ID: ids.New(), RoleID: m.GetRoleId(), AssignmentID: m.GetAssignmentId(), SessionID: m.GetSessionId(),
			MinutesBefore: int(m.GetMinutesBefore()), MinutesAfter: int(m.GetMinutesAfter()), Place: m.GetPlace(),
			State: domain.ShiftPlanned, Recorder: auth.Subject(ctx), Version: 1, Created: now, Updated: now,
		},
		override: readOverride(m.GetOverlapOverride()), importing: auth.From(ctx).Has(importerRole),
		worker: workers[m.GetAssignmentId()], agenda: known,
	}
	var broken []fault.Field
	p.times, broken = readShiftTimes(m.GetDate(), m.GetTimeOfDay(), m.GetDurationMinutes())
	if p.override != nil && !auth.From(ctx).Has(coordinatorRole) {
		broken = append(broken, fault.Field{
			Path: "overlap_override", Reason: "OVERRIDE_NOT_ALLOWED", Text: "Only a coordinator has shifts overlap.",
		})
	}
	p.entry = s.about(ctx, shiftFields, workersOf(domain.Shift{PersonID: p.worker.personID})...)
	return resource.Entry[plannedShift]{
		Value: p, Place: place, Broken: broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: p.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// readShiftTimes reads when a shift is to be, as far as it is said.
func readShiftTimes(date, at string, minutes int32) (t domain.ShiftTimes, broken []fault.Field) {
	var d resource.Dates
	t.Minutes = int(minutes)
	if date != "" {
		day := d.Read("date", date)
		t.Date = &day
	}
	// The contract lets no other text by.
	if clock, err := civil.ParseTime(at); err == nil {
		t.At = &clock
	}
	return t, d.Broken
}

func readOverride(m *volunteersv1.ShiftOverride) *domain.Override {
	if m == nil {
		return nil
	}
	return &domain.Override{Reason: strings.TrimSpace(m.GetReason())}
}

// rules answers the rules of shifts that are planned. It locks their sessions and their people.
func (s *Shifts) rules(ctx context.Context, tx *sql.Tx, all []plannedShift) (resource.Rules[plannedShift], error) {
	known := agenda{map[string]domain.Session{}, map[string]string{}}
	workers := map[string]shiftWorker{}
	for _, p := range all {
		workers[p.AssignmentID] = p.worker
		p.agenda.copy(p.SessionID, known)
	}
	sessions, err := known.lock(ctx, tx)
	if err != nil {
		return resource.Rules[plannedShift]{}, err
	}
	list := make([]domain.Shift, len(all))
	for i, p := range all {
		s.put(&p, sessions, nil)
		list[i] = p.Shift
	}
	r, err := s.roster(ctx, tx, s.now(), workers, list)
	if err != nil {
		return resource.Rules[plannedShift]{}, err
	}
	check := func(p *plannedShift) []fault.Field {
		broken := s.put(p, sessions, resource.Found(r.roles, p.RoleID))
		return append(broken, r.check(&p.Shift, p.importing, p.override)...)
	}
	return resource.Rules[plannedShift]{Check: check, Follow: s.logPlanned}, nil
}

// put puts a shift where it is to be, and answers every rule that this breaks.
func (s *Shifts) put(p *plannedShift, sessions map[string]domain.Session, role *domain.Role) []fault.Field {
	if p.SessionID == "" {
		return p.PlanOn(p.times, s.Zone)
	}
	return p.PlanAt(resource.Found(sessions, p.SessionID), role, p.times, s.Zone)
}

func insertShifts(ctx context.Context, tx *sql.Tx, all []plannedShift) error {
	list := make([]domain.Shift, len(all))
	for i, p := range all {
		list[i] = p.Shift
	}
	return store.In(tx).InsertShifts(ctx, list)
}

func plannedByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]plannedShift, error) {
	found, err := store.In(tx).ShiftsByID(ctx, ids)
	all := make(map[string]plannedShift, len(found))
	for id, one := range found {
		all[id] = plannedShift{Shift: one}
	}
	return all, err
}

// logPlanned enters what was planned into the processing log, each for its own call.
func (s *Shifts) logPlanned(
	ctx context.Context, tx *sql.Tx, fresh resource.Entries[plannedShift],
) ([]outbox.Event, error) {
	lines := make([]processinglog.Entry, len(fresh))
	for i, p := range fresh.Values() {
		lines[i] = p.entry
	}
	return nil, processinglog.Append(ctx, tx, s.now(), lines...)
}
