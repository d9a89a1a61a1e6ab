package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// sessionStep is one step of one session that somebody asks for.
type sessionStep struct {
	scope, sessionID, requestID, etag string
	content                           proto.Message
	do                                func(context.Context, *sql.Tx, *domain.Session, domain.Activity, time.Time) error
}

// CreateSessionMove moves a session.
func (s *Sessions) CreateSessionMove(
	ctx context.Context, req *activitiesv1.CreateSessionMoveRequest,
) (*activitiesv1.Session, error) {
	m, by := req.GetMove(), auth.Subject(ctx)
	return s.step(ctx, sessionStep{
		scope: "CreateSessionMove/", sessionID: req.GetSessionId(), requestID: req.GetRequestId(), etag: m.GetEtag(), content: m,
		do: func(ctx context.Context, tx *sql.Tx, one *domain.Session, a domain.Activity, now time.Time) error {
			broken := s.place(one, m)
			if err := one.Move(by, now); err != nil {
				return err
			}
			if err := s.check(ctx, tx, *one, a, m, broken); err != nil {
				return err
			}
			return reserve(ctx, tx, now, *one)
		},
	})
}

// CreateSessionCancellation cancels a session.
func (s *Sessions) CreateSessionCancellation(
	ctx context.Context, req *activitiesv1.CreateSessionCancellationRequest,
) (*activitiesv1.Session, error) {
	m, by := req.GetCancellation(), auth.Subject(ctx)
	return s.step(ctx, sessionStep{
		scope: "CreateSessionCancellation/", sessionID: req.GetSessionId(), requestID: req.GetRequestId(), etag: m.GetEtag(),
		content: m,
		do: func(ctx context.Context, tx *sql.Tx, one *domain.Session, _ domain.Activity, now time.Time) error {
			if err := one.Cancel(enums.Text(m.GetReason()), by, now); err != nil {
				return err
			}
			return reserve(ctx, tx, now, *one)
		},
	})
}

// CreateSessionHolding records that a session was held.
func (s *Sessions) CreateSessionHolding(
	ctx context.Context, req *activitiesv1.CreateSessionHoldingRequest,
) (*activitiesv1.Session, error) {
	by := auth.Subject(ctx)
	return s.step(ctx, sessionStep{
		scope: "CreateSessionHolding/", sessionID: req.GetSessionId(), requestID: req.GetRequestId(), etag: req.GetEtag(),
		content: &activitiesv1.CreateSessionHoldingRequest{Etag: req.GetEtag()},
		do: func(_ context.Context, _ *sql.Tx, one *domain.Session, _ domain.Activity, now time.Time) error {
			return one.Hold(by, now)
		},
	})
}

// CreateSessionReopening takes back that a session was held or cancelled.
func (s *Sessions) CreateSessionReopening(
	ctx context.Context, req *activitiesv1.CreateSessionReopeningRequest,
) (*activitiesv1.Session, error) {
	by := auth.Subject(ctx)
	return s.step(ctx, sessionStep{
		scope: "CreateSessionReopening/", sessionID: req.GetSessionId(), requestID: req.GetRequestId(), etag: req.GetEtag(),
		content: &activitiesv1.CreateSessionReopeningRequest{Etag: req.GetEtag()},
		do: func(ctx context.Context, tx *sql.Tx, one *domain.Session, a domain.Activity, now time.Time) error {
			counted, err := store.In(tx).Counted(ctx, one.ID)
			if err != nil {
				return err
			}
			attended, err := store.In(tx).Attended(ctx, one.ID)
			if err != nil {
				return err
			}
			if err := one.Reopen(a, counted || attended, by, now); err != nil {
				return err
			}
			return s.takeBackRoom(ctx, tx, one, now)
		},
	})
}

// step brings a session to its next state, once for a request id. Its activity is locked first, as planning does, so
// that what the activity says stays so meanwhile.
func (s *Sessions) step(ctx context.Context, step sessionStep) (*activitiesv1.Session, error) {
	one, err := create(ctx, s.Deps, step.scope+step.sessionID, step.requestID, step.content, loadSession(step.sessionID),
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (one domain.Session, err error) {
			st := store.In(tx)
			if one, err = st.Session(ctx, step.sessionID); err != nil {
				return one, err
			}
			a, err := st.LockActivity(ctx, one.ActivityID)
			if err != nil {
				return one, err
			}
			if one, err = st.LockSession(ctx, step.sessionID); err != nil {
				return one, err
			}
			if err := resource.MatchEtag(step.etag, one.Version); err != nil {
				return one, err
			}
			if err := step.do(ctx, tx, &one, a, m.Now); err != nil {
				return one, err
			}
			if err := st.UpdateSession(ctx, one); err != nil {
				return one, err
			}
			if err := outbox.Append(ctx, tx, m.Now, events.Service, events.SessionSaved(one)); err != nil {
				return one, err
			}
			return one, s.settle(ctx, tx, one.ActivityID, m.Now)
		})
	if err != nil {
		return nil, err
	}
	return s.encode(one), nil
}

// takeBackRoom reserves again what a session that was cancelled gave up. Where others took it, the session wants it: that
// it was cancelled by mistake is no less true for that, and a session that is cancelled cannot be moved.
func (s *Sessions) takeBackRoom(ctx context.Context, tx *sql.Tx, one *domain.Session, now time.Time) error {
	rooms, err := s.lockRooms(ctx, tx, []domain.Session{*one})
	if err != nil {
		return err
	}
	if len(giveRoom(rooms, *one)) > 0 {
		one.GiveUpRoom()
	}
	return reserve(ctx, tx, now, *one)
}

// place puts a session where a move says, what it does not say staying as it was, and answers a date that does not exist.
func (s *Sessions) place(one *domain.Session, m *activitiesv1.SessionMove) []fault.Field {
	var d resource.Dates
	date := d.Read("date", m.GetDate())
	at := wallClock(m.GetTimeOfDay())
	if at == nil {
		local := one.Start.In(s.Zone)
		at = &civil.Time{Hour: local.Hour(), Minute: local.Minute()}
	}
	duration := time.Duration(m.GetDurationMinutes()) * time.Minute
	if duration == 0 {
		duration = one.End.Sub(one.Start)
	}
	if one.RoomID == "" {
		one.RoomID = one.WantedRoomID
	}
	one.WantedRoomID = ""
	if to := m.GetLocationId(); to != "" && to != one.LocationID {
		one.LocationID, one.RoomID = to, ""
	}
	if m.GetRoomId() != "" {
		one.RoomID = m.GetRoomId()
	}
	if date.IsZero() {
		one.Date = date
		return d.Broken
	}
	one.Place(date, *at, duration, s.Zone)
	return nil
}

// check answers every rule a moved session breaks, those that are known to be broken already first.
func (s *Sessions) check(
	ctx context.Context, tx *sql.Tx, one domain.Session, a domain.Activity, m *activitiesv1.SessionMove, broken []fault.Field,
) error {
	locations, err := store.In(tx).LocationsByID(ctx, map[string]bool{one.LocationID: true})
	if err != nil {
		return err
	}
	programmes, err := store.In(tx).ProgrammesByID(ctx, map[string]bool{one.ProgrammeID: true})
	if err != nil {
		return err
	}
	agenda := domain.Agenda{
		Now: one.Updated, Activity: &a, Location: resource.Found(locations, one.LocationID),
		Programme: resource.Found(programmes, one.ProgrammeID), Duration: time.Duration(m.GetDurationMinutes()) * time.Minute,
	}
	rooms, err := s.lockRooms(ctx, tx, []domain.Session{one})
	if err != nil {
		return err
	}
	broken = slices.Concat(broken, one.Check(agenda), giveRoom(rooms, one))
	return fault.At("move", fault.Violations(broken))
}
