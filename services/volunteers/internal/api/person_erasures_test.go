package api_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// requireErased checks that nothing can be done with a person any more.
func (r *rig) requireErased(t *testing.T, id string) {
	t.Helper()
	for name, call := range map[string]func() error{
		"get":    func() error { _, err := r.getPerson(t, id); return err },
		"export": func() error { _, err := r.export(t, id); return err },
		"erase":  func() error { _, err := r.erase(t, id, ""); return err },
		"update": func() error { _, err := r.updatePerson(t, &volunteersv1.Person{Id: id, Surname: "Jansen"}); return err },
	} {
		t.Run(name, func(t *testing.T) { r.refuses(t, gone("PERSON_ERASED"), call) })
	}
	require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
	require.Empty(t, r.search(t, "van Xanten-Évrard", "", 1990))
}

func TestErasedPersonIsAnEmptyShell(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		other := r.addPerson(t, bornIn(1970)).GetId()
		requestID := ids.New()
		added, err := r.people.CreatePerson(r.coordinator(t), &volunteersv1.CreatePersonRequest{RequestId: ids.New(), Person: helper()})
		require.NoError(t, err)
		id := added.GetId()
		require.Positive(t, r.count(t, "person_lookup", "person_id", id))
		require.Positive(t, r.count(t, "request_id", "resource_id", id))

		erasure, err := r.erase(t, id, requestID)

		require.NoError(t, err)
		require.Equal(t, id, erasure.GetPersonId())
		r.requireErased(t, id)
		again, err := r.erase(t, id, requestID)
		require.NoError(t, err)
		requireProto(t, erasure, again)
		_, err = r.getPerson(t, other)
		require.NoError(t, err, "nobody else is touched")
		shell, err := store.Reading(r.db.Read()).Person(t.Context(), id)
		require.NoError(t, err, "what refers to the person stays")
		require.Empty(t, shell.Sealed)
		require.Empty(t, shell.Skills, "what somebody can do goes too")
		require.Zero(t, shell.BirthYear)
		r.refuses(t, gone("PERSON_NOT_FOUND"), func() error { _, err := r.erase(t, ids.New(), ""); return err })
		require.Equal(t, 1, r.keyCount(t))
		require.Zero(t, r.count(t, "person_lookup", "person_id", id))
		require.Zero(t, r.count(t, "request_id", "resource_id", id), "nobody tries names on what was asked")
		for _, rows := range r.state(t) {
			requireNoCanary(t, strings.Join(rows, "\n"))
		}
	})
}

// count answers how many rows of a table have a value in a column.
func (r *rig) count(t testing.TB, table, column, value string) (n int) {
	t.Helper()
	query := "SELECT COUNT(*) FROM " + table + " WHERE " + column + " = $1"
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), query, value).Scan(&n))
	return n
}

func TestErasureEndsWhatRunsAndForgetsWhy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addPerson(t).GetId()
		e := r.anEngagement(t, id)
		programme := r.aProgramme(t)
		working := r.anAssignment(t, e.ID, r.aRole(t, programme).ID)
		proposed := r.anAssignment(t, e.ID, r.aRole(t, programme).ID, func(a *domain.Assignment) { a.State = domain.Proposed })
		ended := r.anAssignment(t, e.ID, r.aRole(t, programme).ID, func(a *domain.Assignment) {
			a.State, a.End = domain.Ended, date(t, "2021-12-31")
		})
		_, err := r.stepEngagement(t, e.ID, volunteersv1.EngagementState_ENGAGEMENT_STATE_PAUSED, "2022-01-10", "Dieuwertje is ziek")
		require.NoError(t, err)

		_, err = r.erase(t, id, "")

		require.NoError(t, err)
		in := store.Reading(r.db.Read())
		left, err := in.Engagement(t.Context(), e.ID)
		require.NoError(t, err)
		require.Equal(t, domain.Left, left.State)
		require.Equal(t, "2022-06-15", left.StateDate.String())
		states := map[string]string{}
		assignments, err := in.AssignmentsOfPerson(t.Context(), id)
		require.NoError(t, err)
		for _, a := range assignments {
			states[a.ID] = string(a.State) + " " + a.End.String()
		}
		require.Equal(t, map[string]string{
			working.ID: "ended 2022-06-15", proposed.ID: "declined ", ended.ID: "ended 2021-12-31",
		}, states)
		steps, err := in.EngagementStepsOf(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, steps, 2)
		for _, step := range steps {
			require.Empty(t, step.Reason, "people write names where they should not")
		}
	})
}

func TestErasureIsFinishedWhateverWasRestored(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		vault := r.deps.Privacy.Vault(events.Service)
		t.Run("the service to before the erasure", func(t *testing.T) {
			id := r.addPerson(t).GetId()
			e := r.anEngagement(t, id)
			require.NoError(t, vault.Erase(t.Context(), id))
			_, err := r.getPerson(t, id)
			gone("PERSON_ERASED").require(t, err)
			require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0), "nobody is found who cannot be read")
			require.NoError(t, r.deps.FinishErasures(t.Context()))
			r.requireErased(t, id)
			require.Len(t, r.rows(t, "person_erasure"), 1)
			left, err := store.Reading(r.db.Read()).Engagement(t.Context(), e.ID)
			require.NoError(t, err)
			require.Equal(t, domain.Left, left.State)
			require.NoError(t, r.deps.FinishErasures(t.Context()), "once is enough")
			require.Len(t, r.rows(t, "person_erasure"), 1)
		})
		t.Run("the keys to before the erasure", func(t *testing.T) {
			id := r.addPerson(t).GetId()
			_, err := r.erase(t, id, "")
			require.NoError(t, err)
			require.NoError(t, r.forgetErasures(t))
			_, err = vault.MakeKeys(t.Context(), id)
			require.NoError(t, err)
			require.NoError(t, r.deps.FinishErasures(t.Context()))
			_, err = vault.MakeKeys(t.Context(), id)
			require.Error(t, err, "the key is destroyed again")
		})
	})
}

// forgetErasures has the database of keys know nobody who was erased.
func (r *rig) forgetErasures(t *testing.T) error {
	return testkit.OpenDB(t, r.keys).Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM erased_subject")
		return err
	})
}

func TestPersonWhoIsErasedByManyAtOnceIsErasedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addPerson(t).GetId()
		r.anEngagement(t, id)
		done := 0
		for _, err := range together(6, func(int) error { _, err := r.erase(t, id, ""); return err }) {
			if err == nil {
				done++
				continue
			}
			gone("PERSON_ERASED").require(t, err)
		}
		require.Equal(t, 1, done)
		require.Len(t, r.rows(t, "person_erasure"), 1)
		require.Len(t, r.rows(t, "engagement_transition"), 1)
	})
}

func TestNothingRunsOfWhoIsErasedWhileOthersBegin(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for range 5 {
			id := r.addPerson(t).GetId()
			for i, err := range together(5, func(i int) error {
				if i == 0 {
					_, err := r.erase(t, id, "")
					return err
				}
				_, err := r.createEngagement(t, engagement(id, func(e *volunteersv1.Engagement) { e.Kind = asVolunteer + volunteersv1.EngagementKind(i%2) }))
				return err
			}) {
				require.True(t, i > 0 || err == nil, "%v", err)
			}
			list, err := store.Reading(r.db.Read()).EngagementsOf(t.Context(), id)
			require.NoError(t, err)
			for _, e := range list {
				require.Equal(t, domain.Left, e.State)
			}
		}
	})
}

func TestNoNameIsInAnErrorOrInTheFilesOnceAPersonIsErased(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	p := r.addPerson(t)
	e := r.anEngagement(t, p.GetId())
	_, err := r.updatePerson(t, &volunteersv1.Person{Id: p.GetId(), GivenName: "Dieuw"})
	require.NoError(t, err)
	_, err = r.stepEngagement(t, e.ID, volunteersv1.EngagementState_ENGAGEMENT_STATE_PAUSED, "2022-01-10", "Dieuwertje belde, 06 1357 9246")
	require.NoError(t, err)
	_, err = r.createPerson(t, helper(func(p *volunteersv1.Person) { p.Email = "dieuwertje"; p.BirthDate = proto.String("3000-05-06") }))
	require.Error(t, err)
	requireNoCanary(t, err.Error())
	_, err = r.erase(t, p.GetId(), "")
	require.NoError(t, err)
	r.requireNoCanaryInFiles(t)
}
