package api

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// plan stores what becomes of the sessions of an activity, whose row is locked.
func (d Deps) plan(ctx context.Context, tx *sql.Tx, a domain.Activity, now time.Time) error {
	add, change, err := d.planned(ctx, store.In(tx), a, now)
	if err != nil {
		return err
	}
	var saved []outbox.Event
	for _, s := range change {
		if err := store.In(tx).UpdateSession(ctx, s); err != nil {
			return err
		}
		saved = append(saved, events.SessionSaved(s))
	}
	for i := range add {
		add[i].ID = ids.New()
		saved = append(saved, events.SessionSaved(add[i]))
	}
	if err := store.In(tx).InsertSessions(ctx, add); err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, now, events.Service, saved...); err != nil {
		return err
	}
	return d.settle(ctx, tx, a.ID, now)
}

// planned answers what becomes of the sessions of an activity.
func (d Deps) planned(
	ctx context.Context, s store.Store, a domain.Activity, now time.Time,
) (add, change []domain.Session, err error) {
	today := civil.Today(now, d.Zone)
	known, err := s.SessionsToCome(ctx, a.ID, today)
	if err != nil {
		return nil, nil, err
	}
	var running domain.Running
	if running.Location, err = s.Location(ctx, a.LocationID); err != nil {
		return nil, nil, err
	}
	if running.Programme, err = s.Programme(ctx, a.ProgrammeID); err != nil {
		return nil, nil, err
	}
	add, change = a.Plan(known, running, domain.Window{Now: now, Last: today.AddDays(d.Horizon), Zone: d.Zone})
	return add, change, nil
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
			add, change, err := p.planned(ctx, reading, a, p.now())
			if err != nil {
				return err
			}
			if len(add)+len(change) == 0 {
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
	return p.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		a, err := store.In(tx).LockActivity(ctx, id)
		if err != nil {
			return err
		}
		return p.plan(ctx, tx, a, p.now())
	})
}
