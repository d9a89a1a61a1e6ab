package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// addition is one session on its way in: where it stands in the request, and what is known to be wrong with it.
type addition struct {
	session  domain.Session
	at       *civil.Time   // nil: when the activity is
	duration time.Duration // 0: as long as the activity
	claim    requestid.Claim
	place    string
	broken   []fault.Field
}

// add adds all sessions, or none where one is at fault; then every violation of every faulty one is told. Those that
// were added for an earlier delivery are answered as they stand now.
func (s *Sessions) add(
	ctx context.Context, requests []*activitiesv1.CreateSessionRequest, place func(int) string,
) ([]domain.Session, error) {
	now, by := s.now(), auth.Subject(ctx)
	list := make([]addition, len(requests))
	claims := make([]requestid.Claim, len(requests))
	for i, r := range requests {
		list[i] = decodeAddition(r, place(i), by, now)
		claims[i] = list[i].claim
	}
	var answer []domain.Session
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		resources, err := requestid.ClaimAll(ctx, tx, now, "CreateSession", claims)
		if err != nil {
			return err
		}
		var fresh []addition
		for i, one := range list {
			if resources[i] == one.session.ID {
				fresh = append(fresh, one)
			}
		}
		if err := s.insert(ctx, tx, now, fresh); err != nil {
			return err
		}
		answer, err = inOrder(ctx, tx, resources)
		return err
	})
	return answer, err
}

func decodeAddition(r *activitiesv1.CreateSessionRequest, place, by string, now time.Time) addition {
	m := r.GetSession()
	var d resource.Dates
	session := domain.Session{
		ID: ids.New(), ActivityID: m.GetActivityId(), LocationID: m.GetLocationId(), RoomID: m.GetRoomId(),
		Date: d.Read("date", m.GetDate()), State: domain.SessionState(enums.Text(m.GetState())), Recorder: by, Version: 1,
		Created: now, Updated: now,
	}
	if session.State == "" {
		session.State = domain.SessionPlanned
	}
	return addition{
		session: session, at: wallClock(m.GetTimeOfDay()), place: place, broken: d.Broken,
		duration: time.Duration(m.GetDurationMinutes()) * time.Minute,
		claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: session.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// insert stores new sessions with their events, or answers every violation of every one.
func (s *Sessions) insert(ctx context.Context, tx *sql.Tx, now time.Time, fresh []addition) error {
	sessions := make([]domain.Session, len(fresh))
	if err := s.complete(ctx, tx, fresh, sessions); err != nil {
		return err
	}
	saved := make([]outbox.Event, len(sessions))
	for i, one := range sessions {
		saved[i] = events.SessionSaved(one)
	}
	if err := store.In(tx).InsertSessions(ctx, sessions); err != nil {
		return err
	}
	if err := reserve(ctx, tx, now, sessions...); err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, now, events.Service, saved...); err != nil {
		return err
	}
	return s.settleAll(ctx, tx, sessions, now)
}

// settleAll hands out the places of new sessions to who waits for an activity as a whole.
func (s *Sessions) settleAll(ctx context.Context, tx *sql.Tx, added []domain.Session, now time.Time) error {
	settled := map[string]bool{}
	for _, one := range added {
		if settled[one.ActivityID] {
			continue
		}
		settled[one.ActivityID] = true
		if err := s.settle(ctx, tx, one.ActivityID, now); err != nil {
			return err
		}
	}
	return nil
}

// complete fills sessions with what their activities say, and answers every violation of every one.
func (s *Sessions) complete(ctx context.Context, tx *sql.Tx, fresh []addition, sessions []domain.Session) error {
	activityIDs, locationIDs, programmeIDs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, one := range fresh {
		activityIDs[one.session.ActivityID] = true
	}
	activities, err := store.In(tx).LockActivitiesByID(ctx, activityIDs)
	if err != nil {
		return err
	}
	for i, one := range fresh {
		sessions[i] = one.session
		if a := resource.Found(activities, one.session.ActivityID); a != nil {
			sessions[i].Add(*a, one.at, one.duration, s.Zone)
		}
		locationIDs[sessions[i].LocationID], programmeIDs[sessions[i].ProgrammeID] = true, true
	}
	locations, programmes, err := register(ctx, store.In(tx), locationIDs, programmeIDs)
	if err != nil {
		return err
	}
	taken, err := store.In(tx).Occurrences(ctx, sessions)
	if err != nil {
		return err
	}
	rooms, err := s.lockRooms(ctx, tx, sessions)
	if err != nil {
		return err
	}
	var broken []fault.Field
	for i, one := range sessions {
		occurrence := [2]string{one.ActivityID, one.Occurrence}
		agenda := domain.Agenda{
			Now: one.Created, Activity: resource.Found(activities, one.ActivityID), Location: resource.Found(locations, one.LocationID),
			Programme: resource.Found(programmes, one.ProgrammeID), Duration: fresh[i].duration, Taken: taken[occurrence],
		}
		taken[occurrence] = one.Occurrence != ""
		for _, f := range slices.Concat(fresh[i].broken, one.Check(agenda), giveRoom(rooms, one)) {
			f.Path = resource.Join(fresh[i].place, "session."+f.Path)
			broken = append(broken, f)
		}
	}
	return fault.Violations(broken)
}

// giveRoom gives a session the room it takes, one of rooms, and answers why it cannot have it.
func giveRoom(rooms map[string]*domain.Reserving, one domain.Session) []fault.Field {
	if !one.TakesRoom() {
		return nil
	}
	return rooms[one.RoomID].Give(one)
}

// inOrder answers the sessions with ids in their order, as they stand now.
func inOrder(ctx context.Context, tx *sql.Tx, ids []string) ([]domain.Session, error) {
	known, err := store.In(tx).SessionsByID(ctx, setOf(ids...))
	if err != nil {
		return nil, err
	}
	list := make([]domain.Session, len(ids))
	for i, id := range ids {
		list[i] = known[id]
	}
	return list, nil
}
