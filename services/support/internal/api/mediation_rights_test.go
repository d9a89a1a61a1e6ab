package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestPartyOfAnOpenMediationIsNotErasedAndOneOfAClosedTakesWhatWasSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n, other := r.aResident(t).GetId(), r.aResident(t).GetId()
		id := r.aMediation(t, between(n, other)).GetId()
		apart := r.aMediation(t, between(other)).GetId()
		erase := func() error {
			_, err := r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: n})
			return err
		}
		r.refuses(t, fails("MEDIATION_OPEN"), erase)
		require.NoError(t, r.mediates(t, id, mClosed, with(resolved)))
		require.NoError(t, erase())
		m := r.readMediation(t, id)
		require.Empty(t, m.GetSummary(), "what was said is gone, of the other party too")
		require.Equal(t, []string{n, other}, []string{m.GetParties()[0].GetResidentId(), m.GetParties()[1].GetResidentId()})
		require.Contains(t, r.readMediation(t, apart).GetSummary(), "Haagwinde", "another mediation stays")
		_, err := r.deps.Privacy.Vault("support").MakeKeys(t.Context(), id)
		require.ErrorIs(t, err, privacy.ErrErased, "the key of the mediation is destroyed for good")
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
		require.Contains(t, r.readMediation(t, apart).GetSummary(), "Haagwinde")
	})
}

func TestErasureThatWasCutShortIsFinishedForItsMediations(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t).GetId()
		id := r.aClosedMediation(t, resolved, between(n)).GetId()
		vault := r.deps.Privacy.Vault("support")
		require.NoError(t, vault.Erase(t.Context(), n), "the keys know of an erasure that the service forgot")
		require.NoError(t, r.deps.FinishErasures(t.Context()))
		require.Empty(t, r.readMediation(t, id).GetSummary())
		_, err := vault.MakeKeys(t.Context(), id)
		require.ErrorIs(t, err, privacy.ErrErased)
	})
}

func TestExportHasTheOwnSideOfAMediationAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n, other := r.aResident(t).GetId(), r.aResident(t).GetId()
		id := r.aMediation(t, between(n, other)).GetId()
		r.aMediation(t, between(other))
		_, err := r.assigns(t, id, firstVolunteer, "2026-11-20")
		require.NoError(t, err)
		require.NoError(t, r.mediates(t, id, mClosed, with(resolved)))
		_, err = r.mediations.CreateReferrerFeedback(r.worker(t), &supportv1.CreateReferrerFeedbackRequest{
			MediationId: id, ReferrerFeedback: told("2026-11-26"),
		})
		require.NoError(t, err)
		export, err := r.residents.ExportResident(r.worker(t), &supportv1.ExportResidentRequest{ResidentId: n})
		require.NoError(t, err)
		require.Len(t, export.GetMediations(), 1)
		require.Len(t, export.GetMediations()[0].GetParties(), 1)
		require.Equal(t, n, export.GetMediations()[0].GetParties()[0].GetResidentId())
		require.Empty(t, export.GetMediations()[0].GetSummary())
		require.Len(t, export.GetMediationTransitions(), 1)
		require.Empty(t, export.GetMediationTransitions()[0].GetWorker())
		require.Len(t, export.GetReferrerFeedback(), 1)
		require.Empty(t, export.GetReferrerFeedback()[0].GetWorker())
		require.NotContains(t, export.String(), other)
		require.NotContains(t, export.String(), firstVolunteer)
	})
}

func TestWhatIsDoneWithAMediationIsLoggedOfItsParties(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n, other := r.aResident(t).GetId(), r.aResident(t).GetId()
		known, unknown := r.aMediation(t, between(n, other)).GetId(), r.aMediation(t).GetId()
		r.readMediation(t, known)
		r.readMediation(t, unknown)
		var subjects []string
		for _, line := range r.lines(t, "GetMediation") {
			require.Equal(t, "support/mediations", line.GetActivity())
			subjects = append(subjects, line.GetSubject())
		}
		logged := r.deps.Privacy.Logged
		require.ElementsMatch(t, []string{logged(n), logged(other), logged(unknown)}, subjects)
	})
}

func TestNothingOfAMediationIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	id := r.aMediation(t, between(r.aResident(t).GetId(), r.aResident(t).GetId())).GetId()
	require.NoError(t, r.mediates(t, id, mClosed, with(resolved)))
	r.requireNoCanaryInFiles(t)
}
