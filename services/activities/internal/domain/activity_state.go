package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// ActivityState is how far an activity has come.
type ActivityState string

// The states of an activity.
const (
	ActivityDraft     ActivityState = "draft"
	ActivityPublished ActivityState = "published"
	ActivityEnded     ActivityState = "ended"
)

// activityStep is what may happen to an activity.
type activityStep string

const (
	changeActivity  activityStep = "change"
	publishActivity activityStep = "publish"
	endActivity     activityStep = "end"
)

// activityLife is the whole life of an activity. There is no way back from published: people were told, and its sessions are
// known elsewhere.
func activityLife() lifecycle.Steps[ActivityState, activityStep] {
	return lifecycle.Steps[ActivityState, activityStep]{
		ActivityDraft: {
			changeActivity:  ActivityDraft,
			publishActivity: ActivityPublished,
			endActivity:     ActivityEnded, // it was never offered
		},
		ActivityPublished: {
			changeActivity: ActivityPublished,
			endActivity:    ActivityEnded,
		},
		ActivityEnded: {},
	}
}

// take brings the activity to its next state. Error: FAILED_PRECONDITION with the state it is in (ACTIVITY_ENDED).
func (a *Activity) take(step activityStep) (err error) {
	a.State, err = activityLife().Take("activity", a.State, step)
	return err
}

// Change takes over the id, state and history of what stood there before. Error: FAILED_PRECONDITION (ACTIVITY_ENDED).
func (a *Activity) Change(before Activity, now time.Time) error {
	a.ID, a.State, a.Version, a.Created, a.Updated = before.ID, before.State, before.Version+1, before.Created, now
	return a.take(changeActivity)
}

// Publish offers a draft. Errors: FAILED_PRECONDITION (ACTIVITY_PUBLISHED, ACTIVITY_ENDED).
func (a *Activity) Publish(now time.Time) error {
	a.Version, a.Updated = a.Version+1, now
	return a.take(publishActivity)
}

// Finish ends the activity for good, today at the latest. Error: FAILED_PRECONDITION (ACTIVITY_ENDED).
func (a *Activity) Finish(now time.Time, zone *time.Location) error {
	today := civil.Today(now, zone)
	if a.End.IsZero() || today.Before(a.End) {
		a.End = today
	}
	if a.End.Before(a.Series.Start) { // it had not started
		a.End = a.Series.Start
	}
	a.Version, a.Updated = a.Version+1, now
	return a.take(endActivity)
}
