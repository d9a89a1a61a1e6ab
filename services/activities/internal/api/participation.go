package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// What becomes of registrations and attendance when a participant is merged, corrected or erased. The row of the
// participant is locked: nothing is recorded of it meanwhile.

// moveParticipation has what a duplicate takes part in be that of the participant it was found to be, whose birth is known
// as birth.
func (d Deps) moveParticipation(
	ctx context.Context, tx *sql.Tx, from, to string, birth person.Birth, now time.Time,
) error {
	if err := d.moveRegistrations(ctx, tx, from, to, now); err != nil {
		return err
	}
	if err := d.moveAttendance(ctx, tx, from, to, now); err != nil {
		return err
	}
	return d.reband(ctx, tx, to, birth, now)
}

func (d Deps) moveRegistrations(ctx context.Context, tx *sql.Tx, from, to string, now time.Time) error {
	return d.eachActivity(ctx, tx, from, now, func(on *roll, list []domain.Registration) error {
		for _, r := range list {
			// Those of the other may have changed with the one before.
			others, err := store.In(tx).RegistrationsOf(ctx, to)
			if err != nil {
				return err
			}
			if err := on.Move(r, on.asTheyAre(others), to); err != nil {
				return err
			}
		}
		return nil
	})
}

// endRegistrations cancels what a participant who was erased is registered for and has not begun.
func (d Deps) endRegistrations(ctx context.Context, tx *sql.Tx, participantID string, now time.Time) error {
	return d.eachActivity(ctx, tx, participantID, now, func(on *roll, _ []domain.Registration) error {
		for _, r := range on.Active {
			if r.ParticipantID != participantID || !r.State.Active() {
				continue
			}
			if err := on.Cancel(&r, domain.ReasonErased); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachActivity opens the roll of every activity that a participant is registered for, and saves it after do, which gets the
// registrations that have not ended.
func (d Deps) eachActivity(
	ctx context.Context, tx *sql.Tx, participantID string, now time.Time,
	do func(on *roll, list []domain.Registration) error,
) error {
	list, err := store.In(tx).RegistrationsOf(ctx, participantID)
	if err != nil {
		return err
	}
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].ActivityID == list[0].ActivityID {
			n++
		}
		on, err := d.openRoll(ctx, tx, list[0].ActivityID, now)
		if err != nil {
			return err
		}
		if err := do(on, on.asTheyAre(list[:n])); err != nil {
			return err
		}
		if err := d.saveRoll(ctx, tx, on); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// asTheyAre answers registrations as they are on the roll, without those that have ended there.
func (r *roll) asTheyAre(stored []domain.Registration) (list []domain.Registration) {
	for _, one := range stored {
		for _, now := range r.Active {
			if now.ID == one.ID {
				one = now
			}
		}
		if one.State.Active() {
			list = append(list, one)
		}
	}
	return list
}

// moveAttendance has the attendance of a duplicate be that of the other. Where both took part in one session, or were both
// recorded, the person was there once.
func (d Deps) moveAttendance(ctx context.Context, tx *sql.Tx, from, to string, now time.Time) error {
	st := store.In(tx)
	list, sessions, err := lockAttendanceOf(ctx, tx, from)
	if err != nil {
		return err
	}
	pairs, counted := map[store.Pair]bool{}, map[string]bool{}
	for id := range sessions {
		pairs[store.Pair{SessionID: id, ParticipantID: to}], counted[id] = true, true
	}
	own, err := st.AttendanceByPair(ctx, pairs)
	if err != nil {
		return err
	}
	if counted, err = st.CountedSessions(ctx, counted); err != nil {
		return err
	}
	var saved []outbox.Event
	for _, a := range list {
		session := sessions[a.SessionID]
		if other, both := own[store.Pair{SessionID: a.SessionID, ParticipantID: to}]; both {
			changed, err := unite(ctx, tx, a, other, counted[a.SessionID], now)
			if err != nil {
				return err
			}
			for _, one := range changed {
				saved = append(saved, d.attendanceSaved(one, session))
			}
			continue
		}
		a.MoveTo(to, now)
		if err := st.UpdateAttendance(ctx, a); err != nil {
			return err
		}
		saved = append(saved, d.attendanceSaved(a, session))
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}

// unite has one of two attendances of one person in one session stand where any did, and answers those that changed.
func unite(
	ctx context.Context, tx *sql.Tx, duplicate, other domain.Attendance, counted bool, now time.Time,
) (changed []domain.Attendance, err error) {
	if duplicate.Withdrawn {
		return nil, nil
	}
	twice := domain.AttendanceChange{ID: ids.New(), Reason: domain.CountedTwice, Created: now}
	if err := duplicate.Withdraw(&twice); err != nil {
		return nil, err
	}
	if err := saveChange(ctx, tx, duplicate, twice); err != nil || !other.Withdrawn {
		return []domain.Attendance{duplicate}, err
	}
	again := domain.AttendanceChange{ID: ids.New(), Created: now}
	other.RecordAgain(counted, &again)
	return []domain.Attendance{duplicate, other}, saveChange(ctx, tx, other, again)
}

// reband gives the attendance of a participant the age bands that follow from a birth that was corrected.
func (d Deps) reband(ctx context.Context, tx *sql.Tx, participantID string, birth person.Birth, now time.Time) error {
	list, sessions, err := lockAttendanceOf(ctx, tx, participantID)
	if err != nil {
		return err
	}
	var saved []outbox.Event
	for _, a := range list {
		if !a.Reband(birth, sessions[a.SessionID], now) {
			continue
		}
		if err := store.In(tx).UpdateAttendance(ctx, a); err != nil {
			return err
		}
		saved = append(saved, d.attendanceSaved(a, sessions[a.SessionID]))
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}

// lockAttendanceOf answers what a participant took part in and the sessions, whose locks keep it as it is.
func lockAttendanceOf(
	ctx context.Context, tx *sql.Tx, participantID string,
) (list []domain.Attendance, sessions map[string]domain.Session, err error) {
	st := store.In(tx)
	if list, err = st.AttendanceOf(ctx, participantID); err != nil {
		return nil, nil, err
	}
	wanted := map[string]bool{}
	for _, a := range list {
		wanted[a.SessionID] = true
	}
	if sessions, err = st.LockSessionsByID(ctx, wanted); err != nil {
		return nil, nil, err
	}
	list, err = st.AttendanceOf(ctx, participantID)
	return list, sessions, err
}

// addParticipation adds to an export what the person registered for and took part in, without who recorded it: that is not
// the person's own data.
func addParticipation(ctx context.Context, in store.Store, id string, export *activitiesv1.ParticipantExport) error {
	registrations, err := in.AllRegistrationsOf(ctx, id)
	if err != nil {
		return err
	}
	for _, r := range registrations {
		r.Recorder = ""
		export.Registrations = append(export.Registrations, encodeRegistration(r))
	}
	attendance, err := in.AttendanceOf(ctx, id)
	if err != nil {
		return err
	}
	for _, a := range attendance {
		a.Recorder = ""
		export.Attendances = append(export.Attendances, encodeAttendance(a))
	}
	return nil
}
