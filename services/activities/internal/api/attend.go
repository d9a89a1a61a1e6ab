package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// presence is one attendance on its way in, and where it stands in the request.
type presence struct {
	attendance domain.Attendance
	claim      requestid.Claim
	place      string
	fresh      bool // it is not a second delivery
}

// attend records all attendances, or none where one is at fault; then every violation of every faulty one is told. Those
// that are recorded already are answered as they stand now.
func (s *Attendances) attend(
	ctx context.Context, requests []*activitiesv1.CreateAttendanceRequest, place func(int) string,
) (list []domain.Attendance, err error) {
	now, by := s.now(), auth.Subject(ctx)
	presences := make([]presence, len(requests))
	participants := make([]string, len(requests))
	for i, r := range requests {
		presences[i] = decodePresence(r, place(i), by, now)
		participants[i] = r.GetAttendance().GetParticipantId()
	}
	err = resource.Again(func() error {
		births, err := s.births(ctx, participants...)
		if err != nil {
			return err
		}
		return s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			a, err := s.openAttending(ctx, tx, now, births, presences)
			if err != nil {
				return err
			}
			list, err = a.run(ctx)
			return err
		})
	})
	return list, err
}

func decodePresence(r *activitiesv1.CreateAttendanceRequest, place, by string, now time.Time) presence {
	m := r.GetAttendance()
	a := domain.Attendance{
		ID: ids.New(), SessionID: m.GetSessionId(), ParticipantID: m.GetParticipantId(), Recorder: by, Version: 1,
		Created: now, Updated: now,
	}
	return presence{attendance: a, place: place, claim: requestid.Claim{
		RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: a.ID, Path: resource.Join(place, "request_id"),
	}}
}

// attending is the recording of attendances in one transaction, with all that it needs to know.
type attending struct {
	Deps
	tx        *sql.Tx
	now       time.Time
	presences []presence
	people    map[string]domain.Attendee
	sessions  map[string]domain.Session
	counted   map[string]bool // the sessions that have a head count
	known     map[store.Pair]domain.Attendance
	added     []domain.Attendance
	saved     []outbox.Event
}

// openAttending claims the request ids, and locks the participants and then the sessions, so that nobody is merged and
// nothing is counted meanwhile.
func (d Deps) openAttending(
	ctx context.Context, tx *sql.Tx, now time.Time, births births, given []presence,
) (*attending, error) {
	a := &attending{Deps: d, tx: tx, now: now, presences: append([]presence(nil), given...)}
	claims := make([]requestid.Claim, len(given))
	participants, sessions := map[string]bool{}, map[string]bool{}
	for i, p := range given {
		claims[i] = p.claim
		participants[p.attendance.ParticipantID], sessions[p.attendance.SessionID] = true, true
	}
	resources, err := requestid.ClaimAll(ctx, tx, now, "CreateAttendance", claims)
	if err != nil {
		return nil, err
	}
	for i := range a.presences {
		a.presences[i].fresh = resources[i] == a.presences[i].attendance.ID
	}
	if a.people, err = d.lockPeople(ctx, tx, births, participants); err != nil {
		return nil, err
	}
	if a.sessions, err = store.In(tx).LockSessionsByID(ctx, sessions); err != nil {
		return nil, err
	}
	if a.counted, err = store.In(tx).CountedSessions(ctx, sessions); err != nil {
		return nil, err
	}
	return a, nil
}

// run records what is new and answers all attendances.
func (a *attending) run(ctx context.Context) ([]domain.Attendance, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	pairs := map[store.Pair]bool{}
	for _, p := range a.presences {
		pairs[a.pair(p)] = true
	}
	var err error
	if a.known, err = store.In(a.tx).AttendanceByPair(ctx, pairs); err != nil {
		return nil, err
	}
	list := make([]domain.Attendance, len(a.presences))
	for _, p := range a.presences {
		if err := a.record(ctx, p); err != nil {
			return nil, err
		}
	}
	for i, p := range a.presences {
		list[i] = a.known[a.pair(p)]
	}
	return list, a.save(ctx, list)
}

// check answers every violation of every attendance that is new.
func (a *attending) check() error {
	var broken []fault.Field
	for _, p := range a.presences {
		if !p.fresh {
			continue
		}
		session, person := resource.Found(a.sessions, p.attendance.SessionID), resource.Found(a.people, p.attendance.ParticipantID)
		for _, f := range domain.CheckAttendance(session, person, a.now) {
			f.Path = resource.Join(p.place, "attendance."+f.Path)
			broken = append(broken, f)
		}
	}
	return fault.Violations(broken)
}

// pair answers who took part in what: who was merged into another is the other.
func (a *attending) pair(p presence) store.Pair {
	return store.Pair{SessionID: p.attendance.SessionID, ParticipantID: a.people[p.attendance.ParticipantID].ID}
}

// record records one attendance, unless it stands already.
func (a *attending) record(ctx context.Context, p presence) error {
	pair := a.pair(p)
	one, before := a.known[pair]
	session, counted := a.sessions[pair.SessionID], a.counted[pair.SessionID]
	switch {
	case !p.fresh, before && !one.Withdrawn:
		return nil
	case before:
		change := domain.AttendanceChange{ID: ids.New(), Recorder: p.attendance.Recorder, Created: a.now}
		one.RecordAgain(counted, &change)
		if err := saveChange(ctx, a.tx, one, change); err != nil {
			return err
		}
	default:
		one = p.attendance
		one.ParticipantID, one.Visits = pair.ParticipantID, domain.Visits(counted)
		one.AgeBand = person.AgeBand(a.people[p.attendance.ParticipantID].Birth, session.Date)
		a.added = append(a.added, one)
	}
	a.known[pair] = one
	a.saved = append(a.saved, a.attendanceSaved(one, session))
	return a.hold(ctx, session, p.attendance.Recorder)
}

// hold records that a session was held in which somebody took part, where that is new.
func (a *attending) hold(ctx context.Context, session domain.Session, by string) error {
	if session.State == domain.SessionHeld {
		return nil
	}
	if err := session.Hold(by, a.now); err != nil {
		return err
	}
	a.sessions[session.ID] = session
	a.saved = append(a.saved, events.SessionSaved(session))
	return store.In(a.tx).UpdateSession(ctx, session)
}

// save stores what was added, with the events and the lines of the processing log.
func (a *attending) save(ctx context.Context, list []domain.Attendance) error {
	if err := store.In(a.tx).InsertAttendance(ctx, a.added); err != nil {
		return err
	}
	participants := make([]string, len(list))
	for i, one := range list {
		participants[i] = one.ParticipantID
	}
	if err := processinglog.Append(ctx, a.tx, a.now, a.about(ctx, attendanceFields, participants...)); err != nil {
		return err
	}
	return outbox.Append(ctx, a.tx, a.now, events.Service, a.saved...)
}
