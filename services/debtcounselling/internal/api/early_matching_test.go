package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	alreadyKnown = debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_ALREADY_KNOWN
	otherHelp    = debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_OTHER_RUNNING_TRAJECTORY
)

func TestWhatIsMatchedIsTheHouseholdAndThePerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		someone := func(e *debtcounsellingv1.EarlySignal) { e.Surname, e.BirthDate = "Smit", nil }
		r.receives(t, "1")
		r.receives(t, "2", someone, func(e *debtcounsellingv1.EarlySignal) { e.Postcode, e.HouseNumberAddition = "1315zz", "BIS" })
		r.receives(t, "3", func(e *debtcounsellingv1.EarlySignal) { e.HouseNumber, e.Surname = "99", "VAN XANTEN EVRARD" })
		r.receives(t, "4", someone, func(e *debtcounsellingv1.EarlySignal) { e.HouseNumber = "99" })
		cases := r.earlyCases(t)
		require.Len(t, cases, 1, "the address as it is written, the person elsewhere, and who lives there")
		require.EqualValues(t, 4, cases[0].GetSignals())

		r.receives(t, "5", someone, func(e *debtcounsellingv1.EarlySignal) { e.HouseNumberAddition = "A" })
		r.receives(t, "6", someone, func(e *debtcounsellingv1.EarlySignal) { e.HouseNumber = "18" })
		require.Len(t, r.earlyCases(t), 3, "another household behind the number, another house: a surname alone is nobody")
	})
}

func TestSignalJoinsACaseThatEndedInItsPeriodAndACrisisNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.receives(t, "1", func(e *debtcounsellingv1.EarlySignal) { e.SignalDate, e.ArisenDate = "2026-10-05", "2026-08-20" })
		c := r.earlyCases(t)[0]
		require.NoError(t, r.ends(t, c.GetId(), debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_NOT_TAKEN_UP, "2026-10-06"))
		r.receives(t, "2", func(e *debtcounsellingv1.EarlySignal) { e.SignalDate, e.ArisenDate = "2026-11-04", "2026-08-20" })
		require.Len(t, r.earlyCases(t), 1)
		r.receives(t, "3", func(e *debtcounsellingv1.EarlySignal) {
			e.SignalDate, e.ArisenDate, e.Crisis = "2026-11-04", "2026-08-20", true
		})
		cases := r.earlyCases(t)
		require.Len(t, cases, 2)
		require.Equal(t, "2026-11-09", cases[1].GetContactDueDate(), "three working days")
		require.True(t, cases[1].GetContactOverdue())
		require.NoError(t, r.ends(t, cases[1].GetId(), debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_NOT_TAKEN_UP, "2026-11-05"))
		r.receives(t, "4", func(e *debtcounsellingv1.EarlySignal) { e.SignalDate, e.ArisenDate = "2026-11-05", "2026-08-20" })
		require.Len(t, r.earlyCases(t), 2, "the first is over, the second takes it")
	})
}

func TestCrisisThatJoinsAnOpenCaseShortensItsTerm(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.receives(t, "1")
		r.receives(t, "2", func(e *debtcounsellingv1.EarlySignal) { e.Crisis = true })
		cases := r.earlyCases(t)
		require.Len(t, cases, 1)
		require.True(t, cases[0].GetCrisis())
		require.Equal(t, "2026-11-25", cases[0].GetContactDueDate())
		require.True(t, cases[0].GetContactOverdue())
	})
}

func TestWhoIsHelpedGetsNoCaseAndOnlyWhoMaySeeThatIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		require.Empty(t, r.receives(t, "1").GetResult(), "the partner is not told")
		other := r.caller(t, "somebody.else", "debt.counsellor")
		for n, ctx := range map[string]struct {
			tells bool
			call  func() (*debtcounsellingv1.EarlySignal, error)
		}{
			"1 of nobody's business": {false, func() (*debtcounsellingv1.EarlySignal, error) {
				return r.signals.CreateEarlySignal(other, &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("1")})
			}},
			"2 of the counsellor": {true, func() (*debtcounsellingv1.EarlySignal, error) {
				return r.signals.CreateEarlySignal(r.counsellor(t), &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("1")})
			}},
			"3 of the supervisor": {true, func() (*debtcounsellingv1.EarlySignal, error) {
				return r.signals.CreateEarlySignal(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("1")})
			}},
		} {
			e, err := ctx.call()
			require.NoError(t, err, n)
			require.Equal(t, ctx.tells, e.GetResult() == alreadyKnown, n)
			require.Equal(t, ctx.tells, e.GetTrajectoryId() == tr.GetId(), n)
			require.Empty(t, e.GetEarlySignalCaseId(), n)
		}
		require.Empty(t, r.earlyCases(t))
		list, err := r.signals.ListEarlySignals(r.counsellor(t), &debtcounsellingv1.ListEarlySignalsRequest{TrajectoryId: tr.GetId()})
		require.NoError(t, err)
		require.Len(t, list.GetEarlySignals(), 1, "who helps sees it")
		_, err = r.signals.ListEarlySignals(other, &debtcounsellingv1.ListEarlySignalsRequest{TrajectoryId: tr.GetId()})
		notYours().require(t, err)
		feedback, err := r.signals.ListEarlySignalFeedback(r.importing(t), &debtcounsellingv1.ListEarlySignalFeedbackRequest{
			Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_RENT, PartnerName: "Ymere",
		})
		require.NoError(t, err)
		require.Empty(t, feedback.GetEarlySignalFeedback())
	})
}

func TestWhichHelpRunsDecidesWhy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		advice := r.aTrajectory(t, id, func(tr *debtcounsellingv1.Trajectory) {
			tr.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE
		})
		told := func(reference string) *debtcounsellingv1.EarlySignal {
			e, err := r.signals.CreateEarlySignal(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal(reference)})
			require.NoError(t, err)
			return e
		}
		require.Equal(t, otherHelp, told("1").GetResult())
		fund := r.aTrajectory(t, id, func(tr *debtcounsellingv1.Trajectory) {
			tr.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND
		})
		e := told("2")
		require.Equal(t, alreadyKnown, e.GetResult())
		require.Equal(t, fund.GetId(), e.GetTrajectoryId())
		require.NoError(t, r.step(t, fund.GetId(), debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-20"))
		e = told("3")
		require.Equal(t, otherHelp, e.GetResult(), "what ended is no help any more")
		require.Equal(t, advice.GetId(), e.GetTrajectoryId())
		require.NoError(t, r.step(t, advice.GetId(), debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-20"))
		e = told("4")
		require.NotEmpty(t, e.GetEarlySignalCaseId(), "nothing runs any more")
		require.Empty(t, e.GetResult())
	})
}

func TestWhoRecordsASignalAsCounsellorHasTheCase(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e, err := r.signals.CreateEarlySignal(r.counsellor(t), &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("1")})
		require.NoError(t, err)
		c, err := r.signalCases.GetEarlySignalCase(r.counsellor(t), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: e.GetEarlySignalCaseId()})
		require.NoError(t, err)
		require.Equal(t, counsellorSubject, c.GetCounsellor())
		other := r.caller(t, "somebody.else", "debt.counsellor")
		again, err := r.signals.CreateEarlySignal(other, &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("2")})
		require.NoError(t, err)
		require.Empty(t, again.GetEarlySignalCaseId(), "it is in a case of somebody else")
		require.Equal(t, proto.String("2026-12-18"), c.ContactDueDate)
	})
}
