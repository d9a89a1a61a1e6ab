package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// FollowSessions has the shifts at sessions that were told of anew follow them. Those that come to overlap are not refused,
// for nobody asked: they are told as overlapping, for a coordinator to see. Series that follow their activities get a shift at
// those that they have none at yet.
func (d Deps) FollowSessions(ctx context.Context, tx *sql.Tx, changed []domain.Session) error {
	if err := d.joinSeries(ctx, tx, changed); err != nil {
		return err
	}
	for _, one := range changed {
		shifts, err := store.In(tx).LockShiftsOfSession(ctx, one.ID)
		if err != nil {
			return err
		}
		for _, s := range shifts {
			change, follows, err := s.FollowSession(one, d.Zone, d.now())
			if err != nil {
				return err
			}
			if !follows {
				continue
			}
			if err := d.changeShift(ctx, tx, s, change); err != nil {
				return err
			}
		}
	}
	return nil
}

// openShifts has the shifts of an assignment that ended, and that have not begun, be worked by nobody.
func (d Deps) openShifts(ctx context.Context, tx *sql.Tx, a domain.Assignment, by string) error {
	if a.State.Runs() {
		return nil
	}
	now := d.now()
	shifts, err := store.In(tx).LockComingShifts(ctx, a.ID, now)
	if err != nil {
		return err
	}
	for _, s := range shifts {
		s.AssignmentID, s.PersonID, s.Override = "", "", ""
		change, err := s.Take(domain.AssignShift, by, now, now)
		if err != nil {
			return err
		}
		if err := d.changeShift(ctx, tx, s, change); err != nil {
			return err
		}
	}
	return nil
}
