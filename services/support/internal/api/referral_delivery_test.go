package api_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/testkit"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
)

// handsOver has a referral handed over, or told to be taken back, as its timer does.
func (r *rig) handsOver(t testing.TB, id string) error {
	t.Helper()
	return r.deps.DeliverReferral(t.Context(), schedule.Timer{Kind: api.ReferralTimer, Key: id})
}

func away() error { return fault.New(fault.Unavailable, "SERVER_STOPPING", "It is away.") }

func TestNoMoreOfTheResidentGoesAlongThanWhomItIsForNeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		q := r.aQuestionAbout(t, n.GetId())
		debts, volunteers := r.aReferral(t, q.GetId(), toDebts), r.aReferral(t, q.GetId(), toVolunteers, func(m *supportv1.Referral) {
			m.WantedId, m.Urgent = "taalmaatje", true
		})
		for _, id := range []string{debts.GetId(), volunteers.GetId()} {
			require.NoError(t, r.handsOver(t, id))
		}
		got, _ := r.receivers.got(debts.GetId())
		requireProto(t, &referralsv1.IncomingReferral{
			Id: got.GetId(), Reference: debts.GetId(), Referrer: workerSubject, Purpose: debts.GetPurpose(),
			ConsentDate: debts.ConsentDate, ReferDate: "2026-11-26", State: rWaiting,
			Person: &referralsv1.ReferredPerson{
				GivenName: n.GetGivenName(), Surname: n.GetSurname(), BirthDate: n.BirthDate, Email: n.GetEmail(),
				Telephone: n.GetTelephone(), WijkCode: n.GetWijkCode(), WijkYear: n.GetWijkYear(),
			},
		}, got)
		got, _ = r.receivers.got(volunteers.GetId())
		requireProto(t, &referralsv1.ReferredPerson{
			GivenName: n.GetGivenName(), Email: n.GetEmail(), Telephone: n.GetTelephone(), WijkCode: n.GetWijkCode(),
			WijkYear: n.GetWijkYear(),
		}, got.GetPerson())
		require.True(t, got.GetUrgent())
		require.Equal(t, "taalmaatje", got.GetWantedId())

		m := r.readReferral(t, debts.GetId())
		require.Equal(t, rWaiting, m.GetState())
		require.NotNil(t, m.GetDeliverTime())
		require.Len(t, r.lines(t, "deliver-referral"), 2, "that somebody else is told of the resident is in the processing log")
		require.Equal(t, "4", r.readQuestion(t, q.GetId()).GetEtag(), "that it arrived is no change of the question")
	})
}

func TestReferralWaitsForAServiceThatIsAwayAndArrivesOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		id := r.aReferral(t, r.aQuestionAbout(t, n.GetId()).GetId(), toDebts).GetId()
		r.receivers.answers(away(), nil)
		require.ErrorContains(t, r.handsOver(t, id), "Unavailable")
		m := r.readReferral(t, id)
		require.Equal(t, rSending, m.GetState())
		require.Equal(t, supportv1.ReferralProblem_REFERRAL_PROBLEM_NOT_REACHED, m.GetProblem())
		require.Error(t, r.handsOver(t, id))
		require.Equal(t, m.GetEtag(), r.readReferral(t, id).GetEtag(), "the same problem is no change")

		_, err := r.residents.UpdateResident(r.worker(t), &supportv1.UpdateResidentRequest{
			Resident: &supportv1.Resident{Id: n.GetId(), Telephone: "036 1234567"},
		})
		require.NoError(t, err)
		r.receivers.answers(nil, away())
		require.Error(t, r.handsOver(t, id), "it arrived, and its answer was lost")
		got, _ := r.receivers.got(id)
		require.Equal(t, "036 1234567", got.GetPerson().GetTelephone(), "a correction before it arrived counts")

		r.receivers.answers(nil, nil)
		require.NoError(t, r.handsOver(t, id))
		require.NoError(t, r.handsOver(t, id), "a timer that was not removed does nothing")
		_, all := r.receivers.got(id)
		require.Equal(t, 1, all)
		require.Equal(t, 4, r.receivers.calls)
		m = r.readReferral(t, id)
		require.Equal(t, rWaiting, m.GetState())
		require.Zero(t, m.GetProblem())
	})
}

func TestCorrectionAfterADeliveryWhoseAnswerWasLostDoesNotHoldItUp(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		id := r.aReferral(t, r.aQuestionAbout(t, n.GetId()).GetId(), toDebts).GetId()
		r.receivers.answers(nil, away())
		require.Error(t, r.handsOver(t, id))
		_, err := r.residents.UpdateResident(r.worker(t), &supportv1.UpdateResidentRequest{
			Resident: &supportv1.Resident{Id: n.GetId(), Telephone: "036 1234567"},
		})
		require.NoError(t, err)
		r.receivers.answers(nil, nil)
		require.NoError(t, r.handsOver(t, id))
		require.Equal(t, rWaiting, r.readReferral(t, id).GetState())
		got, _ := r.receivers.got(id)
		require.Equal(t, n.GetTelephone(), got.GetPerson().GetTelephone())
	})
}

func TestWhatIsRefusedIsSeenAndTriedOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var log strings.Builder
		r.deps.Log = slog.New(slog.NewTextHandler(&log, nil))
		id := r.aReferral(t, r.aQuestionAbout(t, r.aResident(t).GetId()).GetId(), toVolunteers).GetId()
		r.receivers.answers(fault.Violation("referral.person.given_name", "NAME_MISSING", "It is needed."), nil)
		err := r.handsOver(t, id)
		require.ErrorContains(t, err, "InvalidArgument")
		require.Error(t, r.handsOver(t, id))
		requireNoCanary(t, err.Error()+log.String())
		require.Equal(t, 1, strings.Count(log.String(), "level=ERROR"), "who runs the suite is told, once")
		require.Contains(t, log.String(), id)
		require.Equal(t, supportv1.ReferralProblem_REFERRAL_PROBLEM_REFUSED, r.readReferral(t, id).GetProblem())
		r.receivers.answers(nil, nil)
		require.NoError(t, r.handsOver(t, id))
		require.Equal(t, rWaiting, r.readReferral(t, id).GetState())
	})
}

func TestReferralThatIsTakenBackIsNotHandedOverOrIsTakenBackThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		withdraw := func(id string) {
			_, err := r.decides(r.worker(t), id, rWithdrawn)
			require.NoError(t, err)
		}
		resident := r.aResident(t).GetId()
		never := r.aReferral(t, r.aQuestionAbout(t, resident).GetId(), toDebts).GetId()
		withdraw(never)
		require.NoError(t, r.handsOver(t, never))
		require.Zero(t, r.receivers.calls, "nobody had heard of it")

		perhaps := r.aReferral(t, r.aQuestionAbout(t, resident).GetId(), toDebts).GetId()
		r.receivers.answers(away(), nil)
		require.Error(t, r.handsOver(t, perhaps))
		withdraw(perhaps)
		require.Error(t, r.handsOver(t, perhaps))
		r.receivers.answers(nil, nil)
		require.NoError(t, r.handsOver(t, perhaps))
		got, _ := r.receivers.got(perhaps)
		require.Equal(t, rWithdrawn, got.GetState())
		calls := r.receivers.calls
		require.NoError(t, r.handsOver(t, perhaps))
		require.Equal(t, calls, r.receivers.calls, "it is told once")

		meanwhile := r.aReferral(t, r.aQuestionAbout(t, resident).GetId(), toVolunteers).GetId()
		r.receivers.meanwhile = func() { withdraw(meanwhile) }
		require.NoError(t, r.handsOver(t, meanwhile))
		require.Equal(t, rWithdrawn, r.readReferral(t, meanwhile).GetState(), "that it arrived does not undo it")
		require.NoError(t, r.handsOver(t, meanwhile))
		got, _ = r.receivers.got(meanwhile)
		require.Equal(t, rWithdrawn, got.GetState())
		require.Nil(t, got.GetPerson())
	})
}

func TestErasureTakesBackWhatWasHandedOver(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		resident := r.aResident(t).GetId()
		q := r.aQuestionAbout(t, resident)
		id := r.aReferral(t, q.GetId(), toDebts).GetId()
		require.NoError(t, r.handsOver(t, id))
		require.NoError(t, r.takes(t, q.GetId(), closed, because(supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN)))
		_, err := r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: resident})
		require.NoError(t, err)
		require.NoError(t, r.handsOver(t, id), "nothing of the resident is needed for it")
		got, _ := r.receivers.got(id)
		require.Equal(t, rWithdrawn, got.GetState())
		require.Equal(t, closed, r.readQuestion(t, q.GetId()).GetState())
	})
}

func TestProcessThatDiesBetweenTheDeliveryAndItsTimerDeliversOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aReferral(t, r.aQuestionAbout(t, r.aResident(t).GetId()).GetId(), toDebts).GetId()
		require.NoError(t, r.handsOver(t, id)) // and the process died before it removed the timer
		require.Len(t, r.timersOf(t, id), 1)
		go func() { _ = r.timers.Run(t.Context()) }()
		require.Eventually(t, func() bool { return len(r.timersOf(t, id)) == 0 }, patience, time.Millisecond)
		_, all := r.receivers.got(id)
		require.Equal(t, 1, all)
		require.Equal(t, 1, r.receivers.calls)
		require.Equal(t, rWaiting, r.readReferral(t, id).GetState())
	})
}

func TestTimersHandReferralsOverByThemselves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		id := r.aReferral(t, q.GetId(), toDebts).GetId()
		go func() { _ = r.timers.Run(t.Context()) }()
		require.Eventually(t, func() bool { return r.readReferral(t, id).GetState() == rWaiting }, patience, time.Millisecond)
		_, err := r.decides(r.worker(t), id, rWithdrawn)
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			got, _ := r.receivers.got(id)
			return got.GetState() == rWithdrawn && len(r.timersOf(t, id)) == 0
		}, patience, time.Millisecond)
	})
}

// timersOf answers the timers of a referral.
func (r *rig) timersOf(t testing.TB, id string) []string {
	t.Helper()
	return r.rows(t, "(SELECT key AS id, kind FROM timer WHERE key = '"+id+"') AS t")
}

func TestNothingOfADeliveryIsInTheFiles(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	id := r.aReferral(t, r.aQuestionAbout(t, r.aResident(t).GetId()).GetId(), toDebts).GetId()
	require.NoError(t, r.handsOver(t, id))
	r.requireNoCanaryInFiles(t)
}
