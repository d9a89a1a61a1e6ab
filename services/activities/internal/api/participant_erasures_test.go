package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

func (r *rig) erase(t testing.TB, id, requestID string) (*activitiesv1.ParticipantErasure, error) {
	t.Helper()
	return r.people.CreateParticipantErasure(r.staff(t), &activitiesv1.CreateParticipantErasureRequest{
		ParticipantId: id, RequestId: requestID,
	})
}

func (r *rig) export(t testing.TB, id string) (*activitiesv1.ParticipantExport, error) {
	t.Helper()
	return r.people.ExportParticipant(r.staff(t), &activitiesv1.ExportParticipantRequest{ParticipantId: id})
}

// requireErased checks that nothing can be done with a participant any more.
func (r *rig) requireErased(t *testing.T, id string) {
	t.Helper()
	other := r.addParticipant(t, bornIn(1950)).GetId()
	for name, call := range map[string]func() error{
		"get":    func() error { _, err := r.getParticipant(t, id); return err },
		"export": func() error { _, err := r.export(t, id); return err },
		"erase":  func() error { _, err := r.erase(t, id, ""); return err },
		"merge":  func() error { _, err := r.merge(t, other, id, ""); return err },
		"stay":   func() error { _, err := r.merge(t, id, other, ""); return err },
		"update": func() error {
			_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
				Participant: &activitiesv1.Participant{Id: id, Surname: "Jansen"},
			})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { r.refuses(t, gone("PARTICIPANT_ERASED"), call) })
	}
	require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
}

func TestErasedPersonIsAnEmptyShell(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		other := r.addParticipant(t, bornIn(1970)).GetId()
		id, requestID := r.addParticipant(t).GetId(), ids.New()

		erasure, err := r.erase(t, id, requestID)

		require.NoError(t, err)
		require.Equal(t, id, erasure.GetParticipantId())
		r.requireErased(t, id)
		again, err := r.erase(t, id, requestID)
		require.NoError(t, err)
		requireProto(t, erasure, again)
		_, err = r.getParticipant(t, other)
		require.NoError(t, err, "nobody else is touched")
		require.Equal(t, []string{id}, r.persons(t, id), "what refers to the person stays")
		r.refuses(t, gone("PARTICIPANT_NOT_FOUND"), func() error { _, err := r.erase(t, ids.New(), ""); return err })
	})
}

func TestErasureReachesTheDoublesOfAPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, double := r.addParticipant(t).GetId(), r.addParticipant(t).GetId()
		_, err := r.merge(t, id, double, "")
		require.NoError(t, err)
		r.refuses(t, gone("PARTICIPANT_MERGED"), func() error { _, err := r.erase(t, double, ""); return err })
		_, err = r.erase(t, id, "")
		require.NoError(t, err)
		_, err = r.getParticipant(t, double)
		gone("PARTICIPANT_MERGED").require(t, err)
		require.Zero(t, r.keyCount(t))
	})
}

func TestErasureIsFinishedWhateverWasRestored(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		vault := r.deps.Privacy.Vault(events.Service)
		t.Run("the service to before the erasure", func(t *testing.T) {
			id := r.addParticipant(t).GetId()
			require.NoError(t, vault.Erase(t.Context(), id))
			_, err := r.getParticipant(t, id)
			gone("PARTICIPANT_ERASED").require(t, err)
			require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0), "nobody is found who cannot be read")
			require.NoError(t, r.deps.FinishErasures(t.Context()))
			r.requireErased(t, id)
			require.Len(t, r.rows(t, "participant_erasure"), 1)
		})
		t.Run("the keys to before the erasure", func(t *testing.T) {
			id := r.addParticipant(t).GetId()
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

func TestExportTellsThePersonEverythingAndItselfButNoColleague(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, double := r.addParticipant(t).GetId(), r.addParticipant(t).GetId()
		_, err := r.merge(t, id, double, "")
		require.NoError(t, err)

		export, err := r.export(t, id)

		require.NoError(t, err)
		require.Equal(t, "van Xanten-Évrard", export.GetParticipant().GetSurname())
		require.Equal(t, []string{double}, export.GetMergedIds())
		text, err := protojson.Marshal(export)
		require.NoError(t, err)
		require.True(t, json.Valid(text))
		require.NotContains(t, string(text), staffSubject)
		var methods []string
		for _, l := range export.GetProcessingLines() {
			methods = append(methods, l.GetMethod()[strings.LastIndex(l.GetMethod(), "/")+1:])
		}
		require.Equal(t, []string{
			"CreateParticipant", "CreateParticipant", "CreateParticipantMerge", "ExportParticipant", // the double was found to be one
			"CreateParticipant", "CreateParticipantMerge",
		}, methods)
		require.Equal(t, export.GetLogSubject(), export.GetProcessingLines()[0].GetSubject())
	})
}

// forgetErasures has the database of keys know nobody who was erased.
func (r *rig) forgetErasures(t *testing.T) error {
	return testkit.OpenDB(t, r.keys).Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM erased_subject")
		return err
	})
}

func TestLogOfEveryMethodThatTouchesAPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, other := r.addParticipant(t).GetId(), r.addParticipant(t, bornIn(1950)).GetId()
		steps := map[string]func() error{
			"CreateParticipant": func() error { _, err := r.createParticipant(t, participant(bornIn(1951))); return err },
			"BatchCreateParticipants": func() error {
				_, err := r.joinAll(t, &activitiesv1.CreateParticipantRequest{Participant: participant(bornIn(1953))})
				return err
			},
			"GetParticipant":     func() error { _, err := r.getParticipant(t, id); return err },
			"SearchParticipants": func() error { r.search(t, "van Xanten-Évrard", "1990-05-06", 0); return nil },
			"UpdateParticipant": func() error {
				_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{Participant: &activitiesv1.Participant{Id: id, Surname: "van Xanten-Évrard"}})
				return err
			},
			"CreateParticipantMerge":   func() error { _, err := r.merge(t, id, other, ""); return err },
			"ExportParticipant":        func() error { _, err := r.export(t, id); return err },
			"CreateParticipantErasure": func() error { _, err := r.erase(t, r.addParticipant(t, bornIn(1952)).GetId(), ""); return err },
		}
		for _, method := range processingMethods(t) {
			step, known := steps[string(method.Name())]
			require.True(t, known, "the test does not know %s", method.FullName())
			before := len(r.lines(t, string(method.Name())))
			require.NoError(t, step(), method.Name())
			require.Greater(t, len(r.lines(t, string(method.Name()))), before, "%s leaves no line", method.Name())
		}
		for _, l := range r.lines(t, "") {
			require.Equal(t, staffSubject, l.GetActor())
			require.Len(t, l.GetSubject(), 43, "a pseudonym")
			require.Contains(t, []string{"activities/participants", "activities/rights"}, l.GetActivity())
		}
		_, err := r.log.ListProcessingLines(r.staff(t), &activitiesv1.ListProcessingLinesRequest{})
		require.ErrorContains(t, err, "auditor")
	})
}

func TestNoNameIsInTheLogOfTheProcessOrItsFilesOnceAPersonIsErased(t *testing.T) {
	r := newRig(t, sqliteEngine())
	p := r.addParticipant(t)
	_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
		Participant: &activitiesv1.Participant{Id: p.GetId(), GivenName: "Dieuw"},
	})
	require.NoError(t, err)
	_, err = r.createParticipant(t, participant(func(p *activitiesv1.Participant) { p.Email = "dieuwertje"; p.BirthDate = proto.String("3000-05-06") }))
	require.Error(t, err)
	requireNoCanary(t, err.Error())
	_, err = r.erase(t, p.GetId(), "")
	require.NoError(t, err)
	for _, content := range servicetest.Files(t, servicetest.Folder(t, r.db)) {
		requireNoCanary(t, content)
	}
}

// auditor answers the context of who may read the processing log.
func (r *rig) auditor(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "auditor", Roles: []string{"auditor"}})
}
