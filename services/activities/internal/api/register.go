package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateRegistration registers a participant, with a place or behind those who wait for one.
func (s *Registrations) CreateRegistration(
	ctx context.Context, req *activitiesv1.CreateRegistrationRequest,
) (*activitiesv1.Registration, error) {
	m, by := req.GetRegistration(), auth.Subject(ctx)
	var r domain.Registration
	err := resource.Again(func() error {
		births, err := s.births(ctx, m.GetParticipantId())
		if err != nil {
			return err
		}
		r, err = createAbout(ctx, s.Deps, aboutRegistration(), "CreateRegistration", req.GetRequestId(), m, loadRegistration,
			func(ctx context.Context, tx *sql.Tx, made resource.Made) (domain.Registration, error) {
				r, err := s.register(ctx, tx, births, domain.Registration{
					ID: made.ID, ActivityID: m.GetActivityId(), SessionID: m.GetSessionId(), ParticipantID: m.GetParticipantId(),
					Recorder: by, Version: 1, Created: made.Now, Updated: made.Now,
				})
				return r, fault.At("registration", err)
			})
		return err
	})
	if err != nil {
		return nil, err
	}
	return encodeRegistration(r), nil
}

func aboutRegistration() about[domain.Registration] {
	return about[domain.Registration]{registrationFields, func(r domain.Registration) string { return r.ParticipantID }}
}

// register completes a registration and stores it, or answers every rule that it breaks.
func (d Deps) register(
	ctx context.Context, tx *sql.Tx, births births, r domain.Registration,
) (domain.Registration, error) {
	people, err := d.lockPeople(ctx, tx, births, setOf(r.ParticipantID))
	if err != nil {
		return r, err
	}
	session, on, err := d.target(ctx, tx, r)
	if err != nil {
		return r, err
	}
	request := domain.Request{Participant: resource.Found(people, r.ParticipantID), Session: session}
	if on != nil {
		request.Roll = &on.Roll
	}
	if err := fault.Violations(r.Check(request)); err != nil {
		return r, err
	}
	r.ParticipantID, r.ActivityID, r.Date = request.Participant.ID, on.Activity.ID, civil.Today(r.Created, d.Zone)
	if session != nil {
		r.Date = session.Date
	}
	last, err := store.In(tx).LastArrival(ctx, r.ActivityID)
	if err != nil {
		return r, err
	}
	r.Arrival = last + 1
	r = on.Enter(r)
	if err := store.In(tx).InsertRegistration(ctx, r); err != nil {
		return r, err
	}
	if err := outbox.Append(ctx, tx, on.Now, events.Service, d.registrationSaved(r)); err != nil {
		return r, err
	}
	return r, d.saveRoll(ctx, tx, on)
}

// target answers the session that a registration is for, nil for an activity as a whole, and the roll of the activity. What
// there is not is nil. The session is read under the lock of its activity, which who changes it holds.
func (d Deps) target(
	ctx context.Context, tx *sql.Tx, r domain.Registration,
) (session *domain.Session, on *roll, err error) {
	activityID, wanted := r.ActivityID, map[string]bool{}
	if r.SessionID != "" {
		wanted[r.SessionID] = true
		sessions, err := store.In(tx).SessionsByID(ctx, wanted)
		if err != nil || len(sessions) == 0 {
			return nil, nil, err
		}
		activityID = sessions[r.SessionID].ActivityID
	}
	if on, err = d.openRoll(ctx, tx, activityID, r.Created); fault.Is(err, "ACTIVITY_NOT_FOUND") {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, err
	}
	sessions, err := store.In(tx).SessionsByID(ctx, wanted)
	return resource.Found(sessions, r.SessionID), on, err
}
