package api

import (
	"context"
	"database/sql"
	"maps"

	"github.com/deschoor/meedoen/platform/auth"
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

// worked are hours on their way in, with the work they belong to and what the log is to say of them. Of those that were
// recorded for an earlier delivery only the hours are known.
type worked struct {
	domain.Hours
	known  acquaintance
	work   domain.Work
	logged processinglog.Entry
}

// record records all hours, or none where one is at fault; then every violation of every faulty one is told.
func (s *Hours) record(
	ctx context.Context, me own, requests []*volunteersv1.CreateHoursRequest, place func(int) string,
) (recorded []worked, err error) {
	err = resource.Again(func() error {
		recorded, err = s.recordOnce(ctx, me, requests, place)
		return err
	})
	return recorded, err
}

func (s *Hours) recordOnce(
	ctx context.Context, me own, requests []*volunteersv1.CreateHoursRequest, place func(int) string,
) ([]worked, error) {
	assignments := map[string]bool{}
	for _, r := range requests {
		assignments[r.GetHours().GetAssignmentId()] = true
	}
	who, err := s.workers(ctx, assignments)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(who.work, func(_ string, w domain.Work) bool { return !me.sees(w.PersonID) })
	list := make(resource.Entries[worked], len(requests))
	for i, r := range requests {
		list[i] = s.decode(ctx, me, r, place(i), who)
	}
	recorded, err := s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[worked]{
		Service: events.Service, Scope: "CreateHours", Field: "hours", Rules: s.rules, Insert: insertHours, ByID: hoursByID,
		Saved: s.savedWorked,
	}, list)
	if err != nil {
		return nil, err
	}
	return recorded, s.logEarlier(ctx, list, recorded)
}

func (s *Hours) decode(
	ctx context.Context, me own, r *volunteersv1.CreateHoursRequest, place string, who workers,
) resource.Entry[worked] {
	m := r.GetHours()
	now := s.now()
	var d resource.Dates
	h := domain.Hours{
		ID: ids.New(), AssignmentID: m.GetAssignmentId(), Date: d.Read("date", m.GetDate()), Minutes: int(m.GetMinutes()),
		State: domain.HoursSubmitted, Recorder: me.recorder(ctx), Version: 1, Created: now, Updated: now,
	}
	switch {
	case m.GetState() == volunteersv1.HoursState_HOURS_STATE_APPROVED && auth.From(ctx).Has(importerRole):
		h.State = domain.HoursApproved
	case m.GetState() > volunteersv1.HoursState_HOURS_STATE_SUBMITTED:
		d.Broken = append(d.Broken, fault.Field{
			Path: "state", Reason: "STATE_NOT_FIRST", Text: "Hours begin as submitted; only an importer records approved ones.",
		})
	}
	h.PersonID = who.work[h.AssignmentID].PersonID
	requestID := r.GetRequestId()
	if h.PersonID == "" {
		requestID = "" // it is refused, and never a second delivery: that might be of another
	}
	known := who.people[h.PersonID]
	if known.birth != nil {
		h.AgeBand = person.AgeBand(*known.birth, h.Date)
	}
	return resource.Entry[worked]{
		Value: worked{Hours: h, known: known, logged: s.about(ctx, hoursFields, h.PersonID)}, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: requestID, Hash: requestid.Hash(m), ResourceID: h.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of hours. It locks the people, so that a birth which is corrected at the same time decides about the
// age, and their days, so that what others record of them at the same time waits.
func (s *Hours) rules(ctx context.Context, tx *sql.Tx, all []worked) (resource.Rules[worked], error) {
	assignments, days, known := map[string]bool{}, map[store.WorkedDay]int{}, make([]acquaintance, len(all))
	for i, w := range all {
		assignments[w.AssignmentID], known[i] = true, w.known
		if w.PersonID != "" && !w.Date.IsZero() {
			days[store.WorkedDay{PersonID: w.PersonID, Date: w.Date}] = 0
		}
	}
	if _, err := lockPeople(ctx, tx, known...); err != nil {
		return resource.Rules[worked]{}, err
	}
	work, err := store.In(tx).WorkByID(ctx, assignments)
	if err != nil {
		return resource.Rules[worked]{}, err
	}
	minutes, err := store.In(tx).AddWorked(ctx, days)
	if err != nil {
		return resource.Rules[worked]{}, err
	}
	today := s.today()
	check := func(w *worked) []fault.Field {
		day := store.WorkedDay{PersonID: w.PersonID, Date: w.Date}
		var found *domain.Work
		if w.PersonID != "" {
			found = resource.Found(work, w.AssignmentID)
			found.Erased = found.Erased || w.AgeBand == "" // the key goes before the row
			w.work = *found
		}
		broken := w.Check(found, minutes[day], today)
		minutes[day] += w.Minutes
		return broken
	}
	return resource.Rules[worked]{Check: check, Follow: s.follow}, nil
}

func insertHours(ctx context.Context, tx *sql.Tx, all []worked) error {
	list := make([]domain.Hours, len(all))
	for i, w := range all {
		list[i] = w.Hours
	}
	return store.In(tx).InsertHours(ctx, list)
}

func hoursByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]worked, error) {
	found, err := store.In(tx).HoursByID(ctx, ids)
	all := make(map[string]worked, len(found))
	for id, h := range found {
		all[id] = worked{Hours: h}
	}
	return all, err
}

func (s *Hours) savedWorked(w worked) outbox.Event { return s.hoursSaved(w.Hours, w.work) }

// follow enters what was recorded into the processing log, each for its own call, and has retention of the years computed in
// which approved hours came.
func (s *Hours) follow(ctx context.Context, tx *sql.Tx, all resource.Entries[worked]) ([]outbox.Event, error) {
	entries, years := make([]processinglog.Entry, len(all)), map[int]bool{}
	for i, e := range all {
		entries[i] = e.Value.logged
		if e.Value.State == domain.HoursApproved {
			years[e.Value.Date.Year] = true
		}
	}
	if err := processinglog.Append(ctx, tx, s.now(), entries...); err != nil {
		return nil, err
	}
	return nil, s.retain(ctx, tx, years)
}

// logEarlier enters into the processing log what was recorded for an earlier delivery, and is read by this one.
func (s *Hours) logEarlier(ctx context.Context, list resource.Entries[worked], recorded []worked) error {
	var people []string
	for i, w := range recorded {
		if w.ID != list[i].Value.ID {
			people = append(people, w.PersonID)
		}
	}
	if len(list) > 0 && len(people) == 0 {
		return nil
	}
	return s.logRead(ctx, hoursFields, people...)
}

// hoursSaved tells what a record of hours is from now on: the person as a pseudonym of the year.
func (d Deps) hoursSaved(h domain.Hours, w domain.Work) outbox.Event {
	stadsdeel, _ := d.Areas.Stadsdeel(w.Wijk)
	return events.HoursSaved(h, w, d.Privacy.Counted(h.PersonID, h.Date.Year), stadsdeel)
}
