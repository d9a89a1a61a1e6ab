package api_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// news answers what whom a referral is for tells of it, with the first version that can say so.
func news(id string, state referralsv1.ReferralState) *referralsv1.ReferralSaved {
	m := &referralsv1.ReferralSaved{Id: "of " + id, Version: 2, Reference: id, Sender: "support", State: state}
	switch state {
	case rWaiting:
		m.Version = 1
		return m
	case rAccepted:
		m.ResultId = "trajectory"
	case rDeclined:
		m.DeclineReason = noCapacity
	}
	m.DecideDate = "2026-11-26"
	return m
}

// hears has the service hear a batch of events of whom referrals are for, in one transaction.
func (r *rig) hears(t testing.TB, from domain.ReferralTarget, list ...*referralsv1.ReferralSaved) {
	t.Helper()
	var batch []cloudevent.Event
	for _, m := range list {
		data, err := proto.Marshal(m)
		require.NoError(t, err)
		batch = append(batch, cloudevent.Event{ID: ids.New(), Type: "nl.welzijn.x.referral-saved.v1", Data: data})
	}
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return events.Handler(from, r.deps.HearReferrals)(ctx, tx, batch)
	}))
}

func TestDecisionOfTheReceiverReachesTheReferralItsQuestionAndWhoFollowsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		system := r.system(t, "wijkteam-x")
		resident := r.aResident(t).GetId()
		q, err := r.questions.CreateQuestion(system, &supportv1.CreateQuestionRequest{
			Question: asked(func(q *supportv1.Question) { q.ResidentId = resident }),
		})
		require.NoError(t, err)
		first, err := r.refers(system, referringTo(q.GetId(), toDebts))
		require.NoError(t, err)
		second, err := r.refers(system, referringTo(q.GetId(), toVolunteers))
		require.NoError(t, err)
		require.NoError(t, r.handsOver(t, first.GetId()))
		r.hears(t, domain.ToDebtCounselling, news(first.GetId(), rWaiting), news(first.GetId(), rAccepted))
		r.hears(t, domain.ToVolunteers, news(second.GetId(), rWaiting), news(second.GetId(), rDeclined))

		m := r.readReferral(t, first.GetId())
		require.Equal(t, rAccepted, m.GetState())
		require.Equal(t, []string{"trajectory", "2026-11-26"}, []string{m.GetResultId(), m.GetDecideDate()})
		m = r.readReferral(t, second.GetId())
		require.Equal(t, rDeclined, m.GetState())
		require.Equal(t, noCapacity, m.GetDeclineReason())
		require.NotNil(t, m.GetDeliverTime(), "it was decided, so it had arrived")
		require.Equal(t, []string{"TAKEN_UP", "REFERRED", "ANSWERED REFERRAL"}, r.path(t, q.GetId()))

		w := watches(system, t, r.changes, &supportv1.WatchQuestionsRequest{FromStart: true}).until(t, 6)
		var told []string
		for _, c := range w.told {
			said := c.GetState().String()[len("QUESTION_STATE_"):]
			if c.ReferralId != nil {
				said += " " + map[string]string{first.GetId(): "debts", second.GetId(): "volunteers"}[c.GetReferralId()] + " " +
					c.GetReferralState().String()[len("REFERRAL_STATE_"):]
			}
			if c.GetReferralDeclineReason() != 0 {
				said += " " + c.GetReferralDeclineReason().String()[len("REFERRAL_DECLINE_REASON_"):]
			}
			told = append(told, said)
		}
		require.Equal(t, []string{
			"RECEIVED", "TAKEN_UP", "REFERRED debts SENDING", "REFERRED volunteers SENDING", "REFERRED debts ACCEPTED",
			"ANSWERED volunteers DECLINED NO_CAPACITY",
		}, told)
		require.Equal(t, toDebts, w.told[2].GetReferralTarget())
	})
}

func TestQuestionWhoseReferralsAreAllDeclinedComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		first, second := r.aReferral(t, q.GetId(), toDebts).GetId(), r.aReferral(t, q.GetId(), toVolunteers).GetId()
		r.hears(t, domain.ToDebtCounselling, news(first, rDeclined))
		require.Equal(t, referred, r.readQuestion(t, q.GetId()).GetState())
		r.hears(t, domain.ToVolunteers, news(second, rDeclined))
		require.Equal(t, []string{"TAKEN_UP", "REFERRED", "TAKEN_UP REFERRAL_FAILED"}, r.path(t, q.GetId()))
		require.Equal(t, workerSubject, r.readQuestion(t, q.GetId()).GetWorker())
	})
}

func TestNewsThatIsLateTwiceOrOfOthersChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		id := r.aReferral(t, q.GetId(), toDebts).GetId()
		require.NoError(t, r.handsOver(t, id))
		nothing := func(from domain.ReferralTarget, list ...*referralsv1.ReferralSaved) {
			t.Helper()
			before := r.state(t)
			r.hears(t, from, list...)
			require.Equal(t, before, r.state(t))
		}
		nothing(domain.ToDebtCounselling, news(ids.New(), rAccepted), news("of another sender", rDeclined))
		nothing(domain.ToVolunteers, news(id, rAccepted))
		another := news(id, rAccepted)
		another.Id = "of another sender with the same name"
		nothing(domain.ToDebtCounselling, another)
		r.hears(t, domain.ToDebtCounselling, news(id, rAccepted))
		late := news(id, rWithdrawn)
		late.Version = 1
		nothing(domain.ToDebtCounselling, news(id, rAccepted), news(id, rWaiting), late, news(id, rAccepted))
	})
}

func TestWhatTheReceiverDecidesStandsWhereItWasTakenBackAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		id := r.aReferral(t, q.GetId(), toDebts).GetId()
		require.NoError(t, r.handsOver(t, id))
		_, err := r.decides(r.worker(t), id, rWithdrawn)
		require.NoError(t, err)
		r.hears(t, domain.ToDebtCounselling, news(id, rAccepted))
		m := r.readReferral(t, id)
		require.Equal(t, rAccepted, m.GetState())
		require.Equal(t, "trajectory", m.GetResultId())
		require.Equal(t, []string{"TAKEN_UP", "REFERRED", "TAKEN_UP REFERRAL_FAILED"}, r.path(t, q.GetId()),
			"whoever took it back works on the question, and sees it")
		require.Equal(t, "5", r.readQuestion(t, q.GetId()).GetEtag(), "it was told")
		calls := r.receivers.calls
		require.NoError(t, r.handsOver(t, id))
		require.Equal(t, calls, r.receivers.calls, "there is nothing to take back any more")
	})
}

func TestEchoOfAWithdrawalEndsItsDelivery(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		id := r.aReferral(t, q.GetId(), toDebts).GetId()
		require.NoError(t, r.handsOver(t, id))
		_, err := r.decides(r.worker(t), id, rWithdrawn)
		require.NoError(t, err)
		version := r.readQuestion(t, q.GetId()).GetEtag()
		r.hears(t, domain.ToDebtCounselling, news(id, rWithdrawn))
		calls := r.receivers.calls
		require.NoError(t, r.handsOver(t, id))
		require.Equal(t, calls, r.receivers.calls)
		require.Equal(t, version, r.readQuestion(t, q.GetId()).GetEtag())
	})
}

func TestDecisionOutsideTheCalendarOfTheQuestionMovesItAllTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, date := range []string{"2026-11-24", "2026-11-27"} {
			q := r.aQuestionAbout(t, r.aResident(t).GetId())
			id := r.aReferral(t, q.GetId(), toDebts).GetId()
			m := news(id, rAccepted)
			m.DecideDate = date
			r.hears(t, domain.ToDebtCounselling, m)
			got := r.readQuestion(t, q.GetId())
			require.Equal(t, answered, got.GetState())
			require.Equal(t, "2026-11-26", got.GetStateDate())
			require.Equal(t, date, r.readReferral(t, id).GetDecideDate())
		}
	})
}

func TestReferralThatWasDecidedBeforeItsDeliveryWasAnsweredStaysDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aReferral(t, r.aQuestionAbout(t, r.aResident(t).GetId()).GetId(), toDebts).GetId()
		r.receivers.meanwhile = func() { r.hears(t, domain.ToDebtCounselling, news(id, rAccepted)) }
		require.NoError(t, r.handsOver(t, id))
		require.Equal(t, rAccepted, r.readReferral(t, id).GetState())
		row, err := store.Reading(r.db.Read()).Referral(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, "of "+id, row.ReceiverID)
	})
}
