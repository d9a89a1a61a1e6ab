package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// listed is what became of the rows of a presence list.
type listed struct {
	judged     importing.Judged[importing.Presence]
	crowd      *importing.Crowd
	sessions   *importing.Sessions
	locations  map[string]domain.Location
	programmes map[string]domain.Programme
	activities map[string]domain.Activity
}

// absent answers how many of the good rows say that somebody was not there.
func (l listed) absent() (n int) {
	for _, record := range l.judged.Records {
		if !record.Value.Present {
			n++
		}
	}
	return n
}

// read reads the rows, by the places, programmes and activities there are, and gathers the persons that they speak of.
func (w presenceList) read(ctx context.Context, s store.Store) (l listed, err error) {
	locations, programmes, err := places(ctx, s)
	if err != nil {
		return l, err
	}
	activities, err := allOf(func(after string) ([]domain.Activity, error) {
		return s.Activities(ctx, after, store.ActivityFilter{}, namesPage)
	}, func(a domain.Activity) string { return a.ID })
	if err != nil {
		return l, err
	}
	names := importing.NewNames(locations, programmes).WithActivities(activities)
	l = listed{
		crowd:      &importing.Crowd{},
		locations:  mapOf(locations, func(l domain.Location) string { return l.ID }),
		programmes: mapOf(programmes, func(p domain.Programme) string { return p.ID }),
		activities: mapOf(activities, func(a domain.Activity) string { return a.ID }),
	}
	l.judged = w.Refine(w.judgeBy(ctx, names), func(p *importing.Presence) []fault.Field {
		if !p.Present {
			return nil // nothing is recorded of who was not there
		}
		return l.crowd.Add(p.Who)
	})
	return l, nil
}

func mapOf[V any](list []V, id func(V) string) map[string]V {
	m := make(map[string]V, len(list))
	for _, v := range list {
		m[id(v)] = v
	}
	return m
}

// find judges the rows by the sessions and the persons that they mean. With lock, what is found stays so until the
// transaction ends. Error: resource.ErrOvertaken for a person whom nobody looked for.
func (w presenceList) find(ctx context.Context, tx *sql.Tx, l *listed, who *acquaintances, lock bool) (err error) {
	if l.sessions, err = w.sessionsOf(ctx, tx, *l, lock); err != nil {
		return err
	}
	for _, record := range l.judged.Records {
		l.sessions.Expect(record.Value)
	}
	l.judged = w.Refine(l.judged, func(p *importing.Presence) []fault.Field {
		if !p.Present {
			return nil
		}
		broken, unknown := who.rule(p.Who.Key())
		if unknown != nil {
			err = unknown
		}
		return append(broken, l.sessions.Find(p)...)
	})
	return err
}

// sessionsOf answers the sessions that the rows can mean.
func (w presenceList) sessionsOf(ctx context.Context, tx *sql.Tx, l listed, lock bool) (*importing.Sessions, error) {
	days, given, activities := map[store.Day]bool{}, map[string]bool{}, map[string]bool{}
	for _, record := range l.judged.Records {
		switch p := record.Value; {
		case !p.Present:
		case p.SessionID != "":
			given[p.SessionID] = true
		default:
			days[store.Day{ActivityID: p.ActivityID, Date: p.Date}], activities[p.ActivityID] = true, true
		}
	}
	st := store.In(tx)
	if lock {
		locked, err := st.LockActivitiesByID(ctx, activities)
		if err != nil {
			return nil, err
		}
		l.activities = locked
	}
	list, err := st.SessionsOfDays(ctx, days)
	if err != nil {
		return nil, err
	}
	for id := range list {
		given[id] = true
	}
	read := st.SessionsByID
	if lock {
		read = st.LockSessionsByID
	}
	if list, err = read(ctx, given); err != nil {
		return nil, err
	}
	sessions := importing.NewSessions(list)
	sessions.Zone, sessions.Now = w.Zone, w.now()
	if mayImport(ctx) {
		sessions.Make = w.maker(ctx, l, list)
	}
	return sessions, nil
}

// maker answers what makes the sessions that are not there: held, and by all rules of sessions that are added.
func (w presenceList) maker(
	ctx context.Context, l listed, there map[string]domain.Session,
) func(importing.Presence) (domain.Session, []fault.Field) {
	by, now := auth.Subject(ctx), w.now()
	taken := map[[2]string]bool{}
	for _, one := range there {
		taken[[2]string{one.ActivityID, one.Occurrence}] = true
	}
	return func(p importing.Presence) (domain.Session, []fault.Field) {
		one := domain.Session{
			ID: ids.New(), ActivityID: p.ActivityID, LocationID: p.LocationID, Date: p.Date, State: domain.SessionHeld,
			Recorder: by, Version: 1, Created: now, Updated: now,
		}
		activity := resource.Found(l.activities, p.ActivityID)
		if activity != nil {
			one.Add(*activity, p.At, 0, w.Zone)
		}
		occurrence := [2]string{one.ActivityID, one.Occurrence}
		broken := one.Check(domain.Agenda{
			Now: now, Activity: activity, Location: resource.Found(l.locations, one.LocationID),
			Programme: resource.Found(l.programmes, one.ProgrammeID), Taken: taken[occurrence],
		})
		if len(broken) == 0 {
			taken[occurrence] = true
		}
		return one, broken
	}
}

// presences answers what the good rows say of who was there, in the order of the file, each person and session once.
func (l listed) presences(who *acquaintances, by string, now time.Time) (list []presence) {
	seen := map[store.Pair]bool{}
	for _, record := range l.judged.Records {
		p := record.Value
		if !p.Present {
			continue
		}
		pair := store.Pair{SessionID: p.SessionID, ParticipantID: who.byKey[p.Who.Key()].id}
		if seen[pair] {
			continue
		}
		seen[pair] = true
		list = append(list, presence{fresh: true, attendance: domain.Attendance{
			ID: ids.New(), SessionID: pair.SessionID, ParticipantID: pair.ParticipantID, Recorder: by, Version: 1, Created: now,
			Updated: now,
		}})
	}
	return list
}

// added answers the sessions that are new and in which somebody was.
func (l listed) added(list []presence) []domain.Session {
	used := map[string]bool{}
	for _, p := range list {
		used[p.attendance.SessionID] = true
	}
	return slices.DeleteFunc(slices.Clone(l.sessions.Made()), func(s domain.Session) bool { return !used[s.ID] })
}
