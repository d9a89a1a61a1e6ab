package api_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

func sqliteEngine() testkit.Engine { return testkit.SQLite() }

// keyCount answers how many people have a key.
func (r *rig) keyCount(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, testkit.OpenDB(t, r.keys).Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM subject_key").Scan(&n))
	return n
}

func (r *rig) merge(t testing.TB, survivor, duplicate, requestID string) (*activitiesv1.ParticipantMerge, error) {
	t.Helper()
	return r.people.CreateParticipantMerge(r.staff(t), &activitiesv1.CreateParticipantMergeRequest{
		ParticipantId: survivor, Merge: &activitiesv1.ParticipantMerge{DuplicateId: duplicate}, RequestId: requestID,
	})
}

// persons answers for each id the one that stands for its person.
func (r *rig) persons(t testing.TB, list ...string) (persons []string) {
	t.Helper()
	wanted := map[string]bool{}
	for _, id := range list {
		wanted[id] = true
	}
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		rows, err := store.In(tx).ParticipantsByID(ctx, wanted)
		persons = nil
		for _, id := range list {
			persons = append(persons, rows[id].PersonID())
		}
		return err
	}))
	return persons
}

func TestMergedParticipantIsAnotherNameOfTheOneThatStays(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		stays := r.addParticipant(t, func(p *activitiesv1.Participant) { bornIn(1990)(p); p.Email, p.GivenName = "", "Dieuw" })
		goes := r.addParticipant(t)

		merge, err := r.merge(t, stays.GetId(), goes.GetId(), "")

		require.NoError(t, err)
		require.Equal(t, stays.GetId(), merge.GetParticipantId())
		require.Equal(t, goes.GetId(), merge.GetDuplicateId())
		_, err = r.getParticipant(t, goes.GetId())
		gone("PARTICIPANT_MERGED").require(t, err)
		require.Equal(t, stays.GetId(), fault.FromStatus(status.Convert(err)).Meta["survivor_id"])
		got, err := r.getParticipant(t, stays.GetId())
		require.NoError(t, err)
		require.Equal(t, "Dieuw", got.GetGivenName(), "what it has it keeps")
		require.Equal(t, "dieuwertje@xanten.example", got.GetEmail(), "what it lacks it gets")
		require.Equal(t, "1990-05-06", got.GetBirthDate())
		require.Equal(t, []string{stays.GetId()}, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
		require.Equal(t, []string{stays.GetId(), stays.GetId()}, r.persons(t, stays.GetId(), goes.GetId()))
		require.Equal(t, 1, r.keyCount(t), "the data of the duplicate is gone")
	})
}

func TestMergesFollowEachOtherAndNeverGoRound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, b, c := r.addParticipant(t).GetId(), r.addParticipant(t).GetId(), r.addParticipant(t).GetId()
		_, err := r.merge(t, b, a, "")
		require.NoError(t, err)
		_, err = r.merge(t, c, b, "")
		require.NoError(t, err)
		require.Equal(t, []string{c, c, c}, r.persons(t, a, b, c))
		_, err = r.getParticipant(t, a)
		require.Equal(t, c, fault.FromStatus(status.Convert(err)).Meta["survivor_id"])
		for _, pair := range [][2]string{{a, c}, {b, c}, {c, a}, {c, b}, {a, b}} {
			r.refuses(t, gone("PARTICIPANT_MERGED"), func() error { _, err := r.merge(t, pair[0], pair[1], ""); return err })
		}
		r.refuses(t, invalid("merge.duplicate_id PARTICIPANT_SAME"), func() error { _, err := r.merge(t, c, c, ""); return err })
		r.refuses(t, gone("PARTICIPANT_NOT_FOUND"), func() error { _, err := r.merge(t, c, ids.New(), ""); return err })
	})
}

func TestTwoWhoMergeTheSameIntoEachOtherLeaveOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, b := r.addParticipant(t).GetId(), r.addParticipant(t).GetId()
		errs := together(2, func(i int) error {
			pair := []string{a, b}
			_, err := r.merge(t, pair[i], pair[1-i], "")
			return err
		})
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", errs)
		persons := r.persons(t, a, b)
		require.Equal(t, persons[0], persons[1])
		_, err := r.getParticipant(t, persons[0])
		require.NoError(t, err)
	})
}

func TestSecondDeliveryOfAMergeAnswersTheFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, b, id := r.addParticipant(t).GetId(), r.addParticipant(t).GetId(), ids.New()
		first, err := r.merge(t, a, b, id)
		require.NoError(t, err)
		before := r.rows(t, "participant")
		second, err := r.merge(t, a, b, id)
		require.NoError(t, err)
		requireProto(t, first, second)
		require.Equal(t, before, r.rows(t, "participant"))
	})
}
