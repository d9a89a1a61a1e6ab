package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// keysGone answers how many keys of people were destroyed.
func (r *rig) keysGone(t testing.TB) int {
	t.Helper()
	erased, err := r.deps.Privacy.Vault("debtcounselling").Erasures(t.Context())
	require.NoError(t, err)
	return len(erased)
}

// earlyCase answers a case of early signals, as the supervisor sees it.
func (r *rig) earlyCase(t testing.TB, id string) *debtcounsellingv1.EarlySignalCase {
	t.Helper()
	c, err := r.signalCases.GetEarlySignalCase(r.supervisor(t), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: id})
	require.NoError(t, err)
	return c
}

func TestWhoIsInEarlySignalsIsForgottenTwoYearsAfterTheEndOfTheirCase(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		r.receives(t, "h-2", func(e *debtcounsellingv1.EarlySignal) { e.Surname, e.BirthDate = "Smit", nil })
		open := r.receives(t, "h-3", elsewhere(40))
		require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, false, "2026-11-24"))
		require.NoError(t, r.ends(t, id, noContact, "2026-11-25"))
		figures := r.earlyFigures(t, "2026-11-01", "2026-11-30")
		r.on(t, "2028-11-24")
		require.Empty(t, removed(r.removeDue(t)))
		r.on(t, "2028-11-25")
		preview := r.preview(t, "")
		require.Len(t, preview.GetItems(), 1)
		requireProto(t, &debtcounsellingv1.RetentionItem{
			RecordType: earlyOf, EarlySignalCaseId: id, DueDate: proto.String("2028-11-25"),
		}, preview.GetItems()[0])
		require.Len(t, r.lines(t, "GetRetentionPreview"), 2, "about who is in each signal")
		run := r.removeDue(t)
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{earlyOf: 1}, removed(run))
		for _, count := range run.GetCounts() {
			if count.GetRecordType() == earlyOf {
				require.Equal(t, []int32{24, 2}, []int32{count.GetMonths(), count.GetRecords()})
			}
		}
		list, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: id})
		require.NoError(t, err)
		for _, shell := range list.GetEarlySignals() {
			require.Empty(t, shell.GetSurname()+shell.GetPartnerReference()+shell.GetPostcode()+shell.GetBirthDate())
			require.EqualValues(t, 84_250, shell.GetArrearsCents())
		}
		requireProto(t, figures, r.earlyFigures(t, "2026-11-01", "2026-11-30"))
		require.Equal(t, 2, r.keysGone(t))
		require.Equal(t, 1, r.count(t, "early_signal_lookup"), "the other case goes on")
		require.Equal(t, 1, r.count(t, "early_signal WHERE reference_key <> '' AND id = '"+open.GetId()+"'"))
		require.Zero(t, r.count(t, "early_signal_case WHERE state = 'closed' AND address_key <> ''"))
		require.Len(t, r.lines(t, "CreateRetentionRun"), 2)
		require.Equal(t, 1, r.count(t, "audit_log WHERE object = 'early-signal-case/"+id+"' AND action LIKE '%/CreateRetentionRun'"))
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
		require.Empty(t, removed(r.removeDue(t)))
	})
}

func TestEarlySignalsOfWhoIsHelpedOrHeldStay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, clientID, trajectoryID := r.followed(t)
		r.on(t, "2029-06-01")
		require.Empty(t, removed(r.removeDue(t)), "the resident is helped still")
		require.NoError(t, r.step(t, trajectoryID, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2029-06-01"))
		h := r.hold(t, &debtcounsellingv1.LegalHold{ClientId: clientID, StartDate: "2029-06-01"})
		require.True(t, r.preview(t, "").GetItems()[0].GetHeld())
		require.Empty(t, removed(r.removeDue(t)))
		require.NoError(t, r.endHold(t, h.GetId()))
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{earlyOf: 1}, removed(r.removeDue(t)))
		require.Empty(t, r.earlyCase(t, caseID).GetTrajectoryId(), "whose it was is forgotten too")
		require.Zero(t, r.count(t, "early_signal WHERE client_id <> ''"))
		export, err := r.clients.ExportClient(r.supervisor(t), &debtcounsellingv1.ExportClientRequest{ClientId: clientID})
		require.NoError(t, err)
		require.Equal(t, "Dieuwertje", export.GetClient().GetGivenName(), "the client has a term of the own")
		require.Empty(t, export.GetEarlySignals())
		require.Empty(t, export.GetEarlySignalCases())
	})
}

func TestClientWithAnOpenCaseOfEarlySignalsIsNotErasedByARun(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		clientID := r.aClient(t).GetId()
		r.past(t, "2016-01-01", clientID)
		caseID := r.anEarlyCase(t)
		run := removed(r.removeDue(t))
		require.EqualValues(t, 1, run[trajectory])
		require.Zero(t, run[clientOf])
		require.Equal(t, 1, r.count(t, "early_signal WHERE reference_key <> ''"))
		require.NoError(t, r.ends(t, caseID, debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_DECEASED, "2026-11-26"))
		r.on(t, "2028-11-25")
		require.Empty(t, removed(r.removeDue(t)), "the term of a client with no trajectory begins with the recording")
		r.on(t, "2031-11-26")
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{earlyOf: 1, clientOf: 1}, removed(r.removeDue(t)))
		require.Equal(t, 2, r.keysGone(t))
	})
}

func TestSignalsAboutAClientGoWithTheClientAndTheirKeysToo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		clientID := r.aClient(t).GetId()
		tr := r.aTrajectory(t, clientID)
		r.receives(t, "h-1") // who is helped already has no case
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-26"))
		r.on(t, "2031-11-26")
		require.EqualValues(t, 1, removed(r.removeDue(t))[clientOf])
		require.Zero(t, r.count(t, "early_signal WHERE reference_key <> ''"))
		require.Equal(t, 2, r.keysGone(t), "that of the client, and that of the signal")
	})
}

func TestWhoIsHeldIsNotErasedWithTheCase(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, clientID, trajectoryID := r.followed(t)
		require.NoError(t, r.step(t, trajectoryID, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		erase := func() error {
			_, err := r.signalCases.CreateEarlySignalErasure(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalErasureRequest{
				EarlySignalCaseId: caseID,
			})
			return err
		}
		h := r.hold(t, &debtcounsellingv1.LegalHold{ClientId: clientID})
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "LEGAL_HOLD"}, erase)
		require.NoError(t, r.endHold(t, h.GetId()))
		require.NoError(t, erase())
	})
}
