package sample

import (
	"context"

	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// addActivities adds the rooms and the activities, and publishes these: an activity has no sessions before.
func (l *loader) addActivities(ctx context.Context) error {
	if err := oneByOne(ctx, l, "add rooms", l.year.Rooms, l.room, l.Rooms.CreateRoom); err != nil {
		return err
	}
	if err := oneByOne(ctx, l, "add activities", l.year.Activities, l.activity, l.Activities.CreateActivity); err != nil {
		return err
	}
	return oneByOne(ctx, l, "publish activities", l.year.Activities, l.publication, l.Activities.CreateActivityPublication)
}

func (l *loader) room(r Room) *activitiesv1.CreateRoomRequest {
	return &activitiesv1.CreateRoomRequest{
		RequestId: r.RequestID,
		Room: &activitiesv1.Room{
			LocationId: l.locations[r.Location], DisplayName: r.Name, Capacity: r.Capacity, FirstDate: r.First.String(),
		},
	}
}

func (l *loader) activity(a Activity) *activitiesv1.CreateActivityRequest {
	return &activitiesv1.CreateActivityRequest{
		RequestId: a.RequestID,
		Activity: &activitiesv1.Activity{
			ProgrammeId: l.programmes[a.Programme], LocationId: l.locations[a.Location], DisplayName: a.Name,
			TargetGroups: []activitiesv1.TargetGroup{a.Target},
			StartDate:    a.Start.String(), EndDate: proto.String(a.End.String()),
			TimeOfDay: a.Time.String(), DurationMinutes: a.Minutes, RecurrenceRule: a.Rule,
		},
	}
}

func (l *loader) publication(a Activity) *activitiesv1.CreateActivityPublicationRequest {
	return &activitiesv1.CreateActivityPublicationRequest{
		RequestId: a.PublicationRequestID, ActivityId: l.ids.of(a.RequestID),
	}
}

// addSessions records the sessions, cancels those that were not held, and records what was counted at the others.
func (l *loader) addSessions(ctx context.Context) error {
	err := inBatches(ctx, l, "sessions", l.year.Sessions, l.session,
		func(ctx context.Context, list []*activitiesv1.CreateSessionRequest) ([]*activitiesv1.Session, error) {
			in := &activitiesv1.BatchCreateSessionsRequest{Requests: list}
			added, err := call(ctx, l.Sessions.BatchCreateSessions, in)
			return added.GetSessions(), err
		})
	if err != nil {
		return err
	}
	if err := oneByOne(ctx, l, "cancel sessions", l.year.Cancellations, l.cancellation,
		l.Sessions.CreateSessionCancellation); err != nil {
		return err
	}
	return l.countAll(ctx, l.year.SessionCounts)
}

func (l *loader) session(s Session) *activitiesv1.CreateSessionRequest {
	state := activitiesv1.SessionState_SESSION_STATE_PLANNED
	if s.Held {
		state = activitiesv1.SessionState_SESSION_STATE_HELD
	}
	return &activitiesv1.CreateSessionRequest{
		RequestId: s.RequestID,
		Session:   &activitiesv1.Session{ActivityId: l.ids.of(s.Activity), Date: s.Date.String(), State: state},
	}
}

func (l *loader) cancellation(c Cancellation) *activitiesv1.CreateSessionCancellationRequest {
	return &activitiesv1.CreateSessionCancellationRequest{
		RequestId: c.RequestID, SessionId: l.ids.of(c.Session),
		Cancellation: &activitiesv1.SessionCancellation{Reason: c.Reason},
	}
}
