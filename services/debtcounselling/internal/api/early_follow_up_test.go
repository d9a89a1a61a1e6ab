package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// follows records that a case became a trajectory, as the counsellor does.
func (r *rig) follows(t testing.TB, id, trajectoryID string) error {
	t.Helper()
	_, err := r.signalCases.CreateEarlySignalFollowUp(r.counsellor(t), &debtcounsellingv1.CreateEarlySignalFollowUpRequest{
		EarlySignalCaseId: id, TrajectoryId: trajectoryID,
	})
	return err
}

// followed is a case with a second signal, about somebody else there, that became the trajectory of a client.
func (r *rig) followed(t testing.TB) (caseID, clientID, trajectoryID string) {
	t.Helper()
	id := r.anEarlyCase(t)
	r.receives(t, "h-2", func(e *debtcounsellingv1.EarlySignal) { e.Surname, e.BirthDate = "Smit", nil })
	require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, true, "2026-11-24"))
	require.NoError(t, r.ends(t, id, financial, "2026-11-25"))
	c := r.aClient(t)
	tr := r.aTrajectory(t, c.GetId(), func(tr *debtcounsellingv1.Trajectory) {
		tr.ReportDate, tr.ReportChannel = "2026-11-25", debtcounsellingv1.ReportChannel_REPORT_CHANNEL_EARLY_SIGNAL
	})
	require.NoError(t, r.follows(t, id, tr.GetId()))
	return id, c.GetId(), tr.GetId()
}

func TestOnlyACaseInWhichHelpWasAcceptedBecomesATrajectoryAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		open := r.anEarlyCase(t)
		tr := r.aTrajectory(t, r.aClient(t, func(c *debtcounsellingv1.Client) { c.Surname = "Smit" }).GetId())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "HELP_NOT_ACCEPTED"}, func() error { return r.follows(t, open, tr.GetId()) })
		r.refuses(t, notYours(), func() error { return r.follows(t, open, ids.New()) })
		require.NoError(t, r.seeks(t, r.counsellor(t), open, telephone, true, "2026-11-24"))
		require.NoError(t, r.ends(t, open, financial, "2026-11-25"))
		require.NoError(t, r.follows(t, open, tr.GetId()))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "FOLLOW_UP_EXISTS"}, func() error { return r.follows(t, open, tr.GetId()) })
		c, err := r.signalCases.GetEarlySignalCase(r.counsellor(t), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: open})
		require.NoError(t, err)
		require.Equal(t, tr.GetId(), c.GetTrajectoryId())
	})
}

func TestExportHasTheSignalsAboutTheClientAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, clientID, _ := r.followed(t)
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: clientID})
		require.NoError(t, err)
		require.Len(t, export.GetEarlySignals(), 1, "not that about somebody else there")
		require.Equal(t, "h-1", export.GetEarlySignals()[0].GetPartnerReference())
		require.Empty(t, export.GetEarlySignals()[0].GetRecorder())
		require.Len(t, export.GetEarlySignalCases(), 1)
		require.Equal(t, caseID, export.GetEarlySignalCases()[0].GetId())
		require.Len(t, export.GetEarlySignalContacts(), 1)
		// What came for a client who was helped already is the client's too.
		r.receives(t, "h-3")
		export, err = r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: clientID})
		require.NoError(t, err)
		require.Len(t, export.GetEarlySignals(), 2)
		methods := map[string]bool{}
		for _, l := range export.GetProcessingLines() {
			methods[l.GetMethod()] = true
		}
		require.True(t, methods["/meedoen.debtcounselling.v1.EarlySignalService/CreateEarlySignal"], "it is in the log about the client")
		require.True(t, methods["/meedoen.debtcounselling.v1.EarlySignalCaseService/CreateEarlySignalFollowUp"])
	})
}

func TestErasureOfAClientErasesTheSignalsAboutTheClientAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, clientID, trajectoryID := r.followed(t)
		require.NoError(t, r.step(t, trajectoryID, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		figures := r.earlyFigures(t, "2026-11-01", "2026-11-30")
		for range 2 {
			_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{
				ClientId: clientID, RequestId: "7c8f3d2e-8a55-4b3f-9a0c-6a4f0e1d2c3b",
			})
			require.NoError(t, err)
		}
		list, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: caseID})
		require.NoError(t, err)
		require.Len(t, list.GetEarlySignals(), 2, "a shell stays")
		shell, other := list.GetEarlySignals()[0], list.GetEarlySignals()[1]
		require.Empty(t, shell.GetSurname()+shell.GetPartnerReference()+shell.GetPostcode()+shell.GetBirthDate())
		require.EqualValues(t, 84_250, shell.GetArrearsCents())
		require.Equal(t, "Smit", other.GetSurname())
		requireProto(t, figures, r.earlyFigures(t, "2026-11-01", "2026-11-30"))
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
		require.Equal(t, 1, r.count(t, "early_signal_erasure"))
		require.Equal(t, 2, r.count(t, "early_signal_key"), "the address, and the reference of the other")
	})
}

func TestSignalAboutWhoWasHelpedBeforeIsTheClientsAndItsCaseEndsFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		clientID := r.aClient(t).GetId()
		caseID := r.anEarlyCase(t)
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: clientID})
		require.NoError(t, err)
		require.Len(t, export.GetEarlySignals(), 1)
		erase := func() error {
			_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: clientID})
			return err
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "EARLY_SIGNAL_CASE_OPEN"}, erase)
		require.NoError(t, r.ends(t, caseID, debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_DECEASED, "2026-11-25"))
		require.NoError(t, erase())
		require.Equal(t, 1, r.count(t, "early_signal_erasure"))
	})
}

func TestCaseOfNobodysClientIsErasedOnceItEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		erase := func(requestID string) error {
			_, err := r.signalCases.CreateEarlySignalErasure(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalErasureRequest{
				EarlySignalCaseId: id, RequestId: requestID,
			})
			return err
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "EARLY_SIGNAL_CASE_OPEN"}, func() error { return erase("") })
		require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, false, "2026-11-24"))
		require.NoError(t, r.ends(t, id, noContact, "2026-11-25"))
		once := ids.New()
		require.NoError(t, erase(once))
		require.NoError(t, erase(once))
		list, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: id})
		require.NoError(t, err)
		require.Empty(t, list.GetEarlySignals()[0].GetSurname())
		require.NoError(t, r.deps.FinishErasures(t.Context()))
		require.Zero(t, r.count(t, "early_signal_lookup"))
		require.Zero(t, r.count(t, "early_signal_key"))
		r.receives(t, "h-1")
		require.Len(t, r.earlyCases(t), 2, "nobody knows any more that it came before")
	})
}

func TestWhoIsHelpedIsNotErasedWithTheCase(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, _, _ := r.followed(t)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_RUNNING"}, func() error {
			_, err := r.signalCases.CreateEarlySignalErasure(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalErasureRequest{
				EarlySignalCaseId: caseID,
			})
			return err
		})
	})
}

func TestErasureThatTheServiceForgotIsCarriedOutAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		list, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: id})
		require.NoError(t, err)
		// The keys are gone, and the database of the service is an older copy.
		require.NoError(t, r.deps.Privacy.Vault("debtcounselling").Erase(t.Context(), list.GetEarlySignals()[0].GetId()))
		require.NoError(t, r.deps.FinishErasures(t.Context()))
		require.Equal(t, 1, r.count(t, "early_signal_erasure"))
		require.Zero(t, r.count(t, "early_signal_lookup"))
	})
}

func TestNothingOfWhoIsInASignalIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	caseID, clientID, _ := r.followed(t)
	r.receives(t, "kenmerk dieuwertje", func(e *debtcounsellingv1.EarlySignal) { e.BirthDate = proto.String("1990-05-06") })
	_, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: caseID})
	require.NoError(t, err)
	_, err = r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: clientID})
	require.NoError(t, err)
	r.requireNoCanaryInFiles(t)
}

func TestEveryCallOnASignalIsInBothLogs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		caseID, _, _ := r.followed(t)
		_, err := r.signalCases.GetEarlySignalCase(r.counsellor(t), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: caseID})
		require.NoError(t, err)
		lines := r.lines(t, "GetEarlySignalCase")
		require.Len(t, lines, 3, "about who is in each of two signals, and the client")
		require.ElementsMatch(t, []string{"early-signal", "early-signal", "client"},
			[]string{lines[0].GetSubjectType(), lines[1].GetSubjectType(), lines[2].GetSubjectType()})
		for method, want := range map[string]int{
			"CreateEarlySignal": 2, "CreateEarlySignalContact": 2, "CreateEarlySignalEnding": 2, "CreateEarlySignalFollowUp": 3,
		} {
			require.Len(t, r.lines(t, method), want, method)
		}
		var done int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE result = 'done'
			AND object = $1`, "early-signal-case/"+caseID).Scan(&done))
		require.Equal(t, 4, done)
	})
}
