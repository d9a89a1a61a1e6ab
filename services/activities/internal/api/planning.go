package api

import (
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// plan is what becomes of the sessions of an activity.
type plan struct {
	add, change []domain.Session
	broken      []fault.Field // why some of them cannot have the room
}

// replan stores what becomes of the sessions of an activity, whose row is locked, and answers why some of them did not
// get the room. Who asked for them refuses that; nobody asked for what time brings.
func (d Deps) replan(ctx context.Context, tx *sql.Tx, a domain.Activity, now time.Time) ([]fault.Field, error) {
	st := store.In(tx)
	p, err := d.planned(ctx, st, a, now, st.LockRoom)
	if err != nil {
		return nil, err
	}
	for i := range p.add {
		p.add[i].ID = ids.New()
	}
	all := slices.Concat(p.change, p.add)
	saved := make([]outbox.Event, len(all))
	for i, s := range all {
		saved[i] = events.SessionSaved(s)
	}
	for _, s := range p.change {
		if err := st.UpdateSession(ctx, s); err != nil {
			return nil, err
		}
	}
	if err := st.InsertSessions(ctx, p.add); err != nil {
		return nil, err
	}
	if err := reserve(ctx, tx, now, all...); err != nil {
		return nil, err
	}
	if err := outbox.Append(ctx, tx, now, events.Service, saved...); err != nil {
		return nil, err
	}
	return p.broken, d.settle(ctx, tx, a.ID, now)
}

// lookUp answers the room with an id, nil for none; who is about to reserve it locks it by that.
type lookUp func(ctx context.Context, id string) (*domain.Room, error)

// planned answers what becomes of the sessions of an activity. What is taken in its room is asked once for all of them,
// and only where something is to change: what they have, nobody else has.
func (d Deps) planned(
	ctx context.Context, s store.Store, a domain.Activity, now time.Time, look lookUp,
) (p plan, err error) {
	today := civil.Today(now, d.Zone)
	known, err := s.SessionsToCome(ctx, a.ID, today)
	if err != nil {
		return p, err
	}
	var running domain.Running
	if running.Location, err = s.Location(ctx, a.LocationID); err != nil {
		return p, err
	}
	if running.Programme, err = s.Programme(ctx, a.ProgrammeID); err != nil {
		return p, err
	}
	running.Room.Zone = d.Zone
	if running.Room.Room, err = look(ctx, a.RoomID); err != nil {
		return p, err
	}
	window := domain.Window{Now: now, Last: today.AddDays(d.Horizon), Zone: d.Zone}
	p.add, p.change, p.broken = a.Plan(known, running, window)
	if running.Room.Room == nil || len(p.add)+len(p.change) == 0 {
		return p, nil
	}
	if running.Room.Taken, err = s.Taken(ctx, a.RoomID, window.Reach(known)); err != nil {
		return p, err
	}
	p.add, p.change, p.broken = a.Plan(known, running, window)
	return p, nil
}

// Planner keeps sessions planned as far ahead as the organisation set: every day brings a day within reach, and the
// dates of a place or a programme change without a change of its activities.
type Planner struct {
	Deps
	Log *slog.Logger
}

const (
	planEvery   = time.Hour   // so that a new day is seen soon
	planRetry   = time.Minute // after an error, which is the database's
	planAtATime = 100         // activities that are read at once
)

// Run plans until ctx ends. Several instances may run it: who looks second finds nothing to do, and a row that both lock
// keeps them apart.
func (p *Planner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait := planEvery
		if err := p.PlanAll(ctx); err != nil && ctx.Err() == nil {
			p.Log.WarnContext(ctx, "sessions wait to be planned", "error", err)
			wait = planRetry
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// PlanAll plans the sessions of every activity that is published.
func (p *Planner) PlanAll(ctx context.Context) error {
	reading := store.Reading(p.DB.Read())
	filter := store.ActivityFilter{State: string(domain.ActivityPublished)}
	for after := ""; ; {
		list, err := reading.Activities(ctx, after, filter, planAtATime)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, a := range list {
			// Most of the time there is nothing to do, and nothing is locked to see that.
			seen, err := p.planned(ctx, reading, a, p.now(), reading.RoomIfAny)
			if err != nil {
				return err
			}
			if len(seen.add)+len(seen.change) == 0 {
				continue
			}
			if err := p.planOne(ctx, a.ID); err != nil {
				return err
			}
		}
		after = list[len(list)-1].ID
	}
}

func (p *Planner) planOne(ctx context.Context, id string) error {
	var broken []fault.Field
	err := p.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		a, err := store.In(tx).LockActivity(ctx, id)
		if err != nil {
			return err
		}
		broken, err = p.replan(ctx, tx, a, p.now())
		return err
	})
	if err == nil && len(broken) > 0 {
		p.Log.WarnContext(ctx, "sessions are planned without the room they want", "activity", id, "reasons", len(broken))
	}
	return err
}
