package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestShiftsToComeAreOpenOnceTheWorkEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date, m.TimeOfDay = "2022-06-15", "15:00" })
		m := r.planShift(t, w)
		r.clock.Advance(4 * time.Hour)
		_, err := r.step(t, w.assignment.ID, ended, "2022-06-15")
		require.NoError(t, err)
		require.Empty(t, r.shift(t, m.GetId()).GetAssignmentId())
		list, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{AssignmentId: w.assignment.ID})
		require.NoError(t, err)
		require.Len(t, list.GetShifts(), 1, "the one that had begun")
	})
}

func TestErasedPersonLeavesShiftsToComeOpenAndThoseOfThePastAsFacts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		past := r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date, m.TimeOfDay = "2022-06-15", "15:00" })
		m := r.planShift(t, w)
		both := r.planShift(t, w, onTime("11:00", 60), overridden)
		r.clock.Advance(4 * time.Hour)
		export, err := r.people.ExportPerson(r.coordinator(t), &volunteersv1.ExportPersonRequest{PersonId: w.person.ID})
		require.NoError(t, err)
		require.Len(t, export.GetShifts(), 3)
		require.Equal(t, past.GetId(), export.GetShifts()[0].GetId())
		require.Empty(t, export.GetShifts()[0].GetRecorder())

		_, err = r.people.CreatePersonErasure(r.coordinator(t), &volunteersv1.CreatePersonErasureRequest{PersonId: w.person.ID})
		require.NoError(t, err)
		for _, id := range []string{m.GetId(), both.GetId()} {
			now := r.shift(t, id)
			require.Empty(t, now.GetAssignmentId())
			require.Empty(t, now.GetOverrideReason())
		}
		require.Equal(t, w.assignment.ID, r.shift(t, past.GetId()).GetAssignmentId())
		for _, row := range append(r.rows(t, "shift"), r.rows(t, "shift_change")...) {
			require.NotContains(t, row, "helpt bij beide")
		}
		r.refuses(t, refusal{codes.FailedPrecondition, "SHIFT_BEGUN", nil}, func() error {
			_, err := r.giveShift(t, past.GetId(), "")
			return err
		})
		r.refuses(t, invalid("assignment.assignment_id PERSON_ERASED"), func() error {
			_, err := r.giveShift(t, m.GetId(), w.assignment.ID)
			return err
		})
	})
}

func TestShiftsLeaveLinesOfTheirPeopleInTheProcessingLog(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		m := r.planShift(t, w)
		require.Len(t, r.rows(t, "processing_log"), 1)
		r.shift(t, m.GetId())
		require.Len(t, r.rows(t, "processing_log"), 2)
		_, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{})
		require.NoError(t, err)
		require.Len(t, r.rows(t, "processing_log"), 3)
		_, err = r.giveShift(t, m.GetId(), "")
		require.NoError(t, err)
		require.Len(t, r.rows(t, "processing_log"), 4, "of who had it")
	})
}

func TestVolunteerSeesTheOwnShiftsAndTheOpenOnesOfTheOwnRoles(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		mine := r.planShift(t, w)
		opened := r.planShift(t, w, open)
		theirs := r.planShift(t, other)
		elsewhere := r.planShift(t, other, open)
		r.logsIn(t, w.person.ID, "bea")
		volunteer := func(subject string) context.Context {
			return r.as(t, devissuer.Claims{Subject: subject, Roles: []string{"volunteer"}})
		}
		list, err := r.shifts.ListShifts(volunteer("bea"), &volunteersv1.ListShiftsRequest{})
		require.NoError(t, err)
		var seen []string
		for _, m := range list.GetShifts() {
			seen = append(seen, m.GetId())
		}
		require.Equal(t, []string{mine.GetId(), opened.GetId()}, seen)
		for _, id := range []string{theirs.GetId(), elsewhere.GetId(), "absent"} {
			_, err := r.shifts.GetShift(volunteer("bea"), &volunteersv1.GetShiftRequest{Id: id})
			gone("SHIFT_NOT_FOUND").require(t, err)
		}
		for _, id := range seen {
			_, err := r.shifts.GetShift(volunteer("bea"), &volunteersv1.GetShiftRequest{Id: id})
			require.NoError(t, err)
		}
		_, err = r.shifts.ListShifts(volunteer("cem"), &volunteersv1.ListShiftsRequest{})
		refusal{codes.PermissionDenied, "LOGIN_UNKNOWN", nil}.require(t, err)
	})
}

// logsIn has a person have a login.
func (r *rig) logsIn(t testing.TB, personID, subject string) {
	t.Helper()
	hash := r.deps.Privacy.Lookup("volunteers", "login").Hashes(r.issuer.Issuer().Name, subject)[0]
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO person_login (person_id, login_hash, version, created_at, updated_at)"+
			" VALUES ($1, $2, 1, 0, 0)", personID, hash)
		return err
	}))
}
