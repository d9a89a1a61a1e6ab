package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestCalendarShowsTheShiftsOfItsPersonAndNoName(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		secret := secretOf(t, r.addFeed(t, w.person.ID))
		r.exec(t, `INSERT INTO location_name (location_id, display_name) VALUES ('haven', 'De Haven; zaal, 2')`)
		at := func(id string) func(*domain.Shift) {
			return func(sh *domain.Shift) {
				sh.SessionID, sh.LocationID, sh.Confirmed = "session", id, true
			}
		}
		free := r.plannedShift(t, w, "2022-06-21 10:00", func(sh *domain.Shift) { sh.Place = "Bij de ingang" })
		named := r.plannedShift(t, w, "2022-06-22 10:00", at("haven"))
		unknown := r.plannedShift(t, w, "2022-06-23 10:00", at("elsewhere"))
		off := r.plannedShift(t, w, "2022-06-24 10:00", func(sh *domain.Shift) { sh.State, sh.Reason = domain.ShiftCancelled, "other" })
		first, last := r.plannedShift(t, w, "2022-03-17 00:00"), r.plannedShift(t, w, "2023-06-15 23:59")
		r.plannedShift(t, w, "2022-03-16 22:00")
		r.plannedShift(t, w, "2023-06-16 00:00")
		r.plannedShift(t, other, "2022-06-21 10:00")
		r.plannedShift(t, w, "2022-06-25 10:00", func(sh *domain.Shift) { sh.AssignmentID, sh.PersonID = "", "" })

		shown := r.shown(t, secret)

		require.Len(t, shown, 6)
		require.Equal(t, "Bij de ingang", shown[free.ID]["LOCATION"])
		require.Equal(t, "Taalcoach", shown[free.ID]["SUMMARY"])
		require.Equal(t, "20220621T080000Z", shown[free.ID]["DTSTART"])
		require.Equal(t, "20220621T090000Z", shown[free.ID]["DTEND"])
		require.Equal(t, "CONFIRMED", shown[free.ID]["STATUS"])
		require.Equal(t, `De Haven\; zaal\, 2`, shown[named.ID]["LOCATION"])
		require.NotContains(t, shown[unknown.ID], "LOCATION")
		require.Equal(t, "CANCELLED", shown[off.ID]["STATUS"])
		require.Contains(t, shown, first.ID)
		require.Contains(t, shown, last.ID)
		c, err := r.getCalendar(t, secret)
		require.NoError(t, err)
		for _, name := range []string{w.person.GivenName, w.person.Surname, w.person.ID} {
			require.NotContains(t, string(c.GetContent()), name)
		}
	})
}

func TestCalendarIsTheSameUntilAShiftChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		secret := secretOf(t, r.addFeed(t, w.person.ID))
		sh := r.plannedShift(t, w, "2022-06-21 10:00")
		before, err := r.getCalendar(t, secret)
		require.NoError(t, err)
		r.clock.Advance(20 * time.Hour)
		same, err := r.getCalendar(t, secret)
		require.NoError(t, err)
		requireProto(t, before, same)

		r.write(t, func(ctx context.Context, s store.Store) error {
			change, err := sh.Take(domain.MoveShift, "anna", r.clock.Now(), r.clock.Now())
			if err != nil {
				return err
			}
			change.ID, sh.End = "change", sh.End.Add(time.Hour)
			return s.ChangeShift(ctx, sh, change)
		})
		moved, err := r.getCalendar(t, secret)
		require.NoError(t, err)
		require.NotEqual(t, before.GetEtag(), moved.GetEtag())
		require.Equal(t, "2", r.shown(t, secret)[sh.ID]["SEQUENCE"])
		require.Equal(t, "20220616T080000Z", r.shown(t, secret)[sh.ID]["LAST-MODIFIED"])

		r.write(t, func(ctx context.Context, s store.Store) error {
			sh.AssignmentID, sh.PersonID = other.assignment.ID, other.person.ID
			change, err := sh.Take(domain.AssignShift, "anna", r.clock.Now(), r.clock.Now())
			if err != nil {
				return err
			}
			change.ID = "another change"
			return s.ChangeShift(ctx, sh, change)
		})
		require.Empty(t, r.shown(t, secret), "somebody else works it now")
	})
}

func TestFeedIsInTheLogOnceADayHoweverOftenItIsRead(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		phone, laptop := secretOf(t, r.addFeed(t, w.person.ID)), secretOf(t, r.addFeed(t, w.person.ID))
		for _, err := range together(8, func(int) error { _, err := r.getCalendar(t, phone); return err }) {
			require.NoError(t, err)
		}
		r.shown(t, phone)
		lines := r.lines(t, "GetCalendar")
		require.Len(t, lines, 1)
		require.Equal(t, "calendar", lines[0].GetActor())
		require.Equal(t, "volunteers/shifts", lines[0].GetActivity())
		require.Equal(t, r.deps.Privacy.Logged(w.person.ID), lines[0].GetSubject())
		before := r.state(t)
		r.shown(t, phone)
		require.Equal(t, before, r.state(t), "to read again writes nothing")

		r.shown(t, laptop)
		require.Len(t, r.lines(t, "GetCalendar"), 2, "each feed has its own")
		r.clock.Advance(10 * time.Hour) // it is past midnight in Amsterdam, and not yet in UTC
		r.shown(t, phone)
		r.shown(t, phone)
		require.Len(t, r.lines(t, "GetCalendar"), 3)
		require.False(t, strings.Contains(strings.Join(r.rows(t, "processing_log"), ""), phone))
	})
}
