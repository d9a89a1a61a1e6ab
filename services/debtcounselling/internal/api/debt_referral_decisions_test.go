package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

type decision = *debtcounsellingv1.DebtReferralDecision

func TestAcceptedReferralBecomesATrajectory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q-1")
		answer, err := r.rules(t, m.GetId(), "", accepting(func(d decision) {
			d.Client = &debtcounsellingv1.Client{Telephone: "036 123 4567", City: "Almere"}
		}))
		require.NoError(t, err)
		got := answer.GetDebtReferral()
		require.Equal(t, referralAccepted, got.GetState())
		require.Equal(t, "2026-11-26", got.GetDecideDate())
		require.Equal(t, counsellorSubject, got.GetDecider())
		require.Nil(t, got.GetPerson())
		require.Empty(t, got.GetPurpose())

		tr, err := r.trajectories.GetTrajectory(r.counsellor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: got.GetResultId()})
		require.NoError(t, err, "who accepts is the counsellor")
		require.Equal(t, "2026-11-23", tr.GetReportDate(), "the day on which it was referred")
		require.Equal(t, debtcounsellingv1.ReportChannel_REPORT_CHANNEL_REFERRAL, tr.GetReportChannel())
		require.Equal(t, debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP, tr.GetKind())
		require.Equal(t, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_REPORTED, tr.GetState())
		require.Equal(t, "GM0034", tr.GetMunicipalityCode())
		c, err := r.clients.GetClient(r.counsellor(t), &debtcounsellingv1.GetClientRequest{Id: tr.GetClientIds()[0]})
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.Client{
			Id: c.GetId(), GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"),
			Email: "dieuwertje@xanten.example", Telephone: "036 123 4567", City: "Almere", WijkCode: "WK003401", WijkYear: 2022,
			Etag: c.GetEtag(), CreateTime: c.GetCreateTime(), UpdateTime: c.GetUpdateTime(),
		}, c)
		_, err = r.trajectories.GetTrajectoryStatus(r.caller(t, "wijkteam-oost", "wijkteam"),
			&debtcounsellingv1.GetTrajectoryStatusRequest{TrajectoryId: tr.GetId()})
		require.NoError(t, err, "who referred sees the status")
		terms, err := r.terms.ListTerms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{TrajectoryId: tr.GetId()})
		require.NoError(t, err)
		require.Len(t, terms.GetTerms(), 1)
		require.Equal(t, "2026-11-23", terms.GetTerms()[0].GetStartDate(), "the term of the law runs from the referral")

		events := r.referralEvents(t)
		require.Len(t, events, 2)
		requireProto(t, &referralsv1.ReferralSaved{
			Id: m.GetId(), Version: 2, Reference: "q-1", Sender: "support", State: referralAccepted, DecideDate: "2026-11-26",
			ResultId: tr.GetId(),
		}, events[1])
		require.Equal(t, 3, r.count(t, "outbox"), "and that a client counts in a trajectory")
		require.Len(t, r.lines(t, "CreateDebtReferralDecision"), 3, "the referral, the client and the trajectory")
	})
}

func TestSecondDeliveryOfADecisionDecidesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m, once := r.arrives(t, "q-1"), ids.New()
		first, err := r.rules(t, m.GetId(), once, accepting())
		require.NoError(t, err)
		again, err := r.rules(t, m.GetId(), once, accepting())
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Equal(t, 1, r.count(t, "client"))
		require.Equal(t, 1, r.count(t, "trajectory"))
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.rules(t, m.GetId(), once, declining())
			return err
		})
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "REFERRAL_DECIDED"}, func() error {
			_, err := r.rules(t, m.GetId(), ids.New(), accepting())
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "REFERRAL_NOT_FOUND"}, func() error {
			_, err := r.rules(t, "nobody", "", accepting())
			return err
		})
	})
}

func TestAcceptedReferralOfWhoIsAClient(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		id := r.arrives(t, "q-1").GetId()
		of := accepting(func(d decision) { d.ClientId = c.GetId() })
		running := r.aTrajectory(t, c.GetId())
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "TRAJECTORY_RUNNING"}, func() error {
			_, err := r.rules(t, id, "", of)
			return err
		})
		require.NoError(t, r.step(t, running.GetId(), debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		answer, err := r.rules(t, id, "", of)
		require.NoError(t, err)
		tr, err := r.trajectories.GetTrajectory(r.counsellor(t), &debtcounsellingv1.GetTrajectoryRequest{
			Id: answer.GetDebtReferral().GetResultId(),
		})
		require.NoError(t, err)
		require.Equal(t, []string{c.GetId()}, tr.GetClientIds())
		require.Equal(t, 1, r.count(t, "client"))
	})
}

func TestWhoMayBeTheSamePersonIsToldWithTheDecision(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		answer, err := r.rules(t, r.arrives(t, "q-1").GetId(), "", accepting())
		require.NoError(t, err)
		require.Equal(t, []string{c.GetId()}, answer.GetProbableDoubleIds())
	})
}

func TestCrisisAndKindAreTheDecisions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		answer, err := r.rules(t, r.arrives(t, "q-1").GetId(), "", accepting(func(d decision) {
			d.Kind, d.Crisis = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND, true
			d.CrisisGround = debtcounsellingv1.CrisisGround_CRISIS_GROUND_EVICTION
		}))
		require.NoError(t, err)
		tr, err := r.trajectories.GetTrajectory(r.counsellor(t), &debtcounsellingv1.GetTrajectoryRequest{
			Id: answer.GetDebtReferral().GetResultId(),
		})
		require.NoError(t, err)
		require.True(t, tr.GetCrisis())
		require.Equal(t, debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND, tr.GetKind())
	})
}

func TestDeclinedReferralBeginsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		answer, err := r.rules(t, r.arrives(t, "q-1").GetId(), "", declining())
		require.NoError(t, err)
		require.Equal(t, referralDeclined, answer.GetDebtReferral().GetState())
		require.Equal(t, referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NOT_WANTED, answer.GetDebtReferral().GetDeclineReason())
		require.Nil(t, answer.GetDebtReferral().GetPerson())
		require.Zero(t, r.count(t, "client")+r.count(t, "trajectory"))
		require.Len(t, r.referralEvents(t), 2)
		require.Len(t, r.lines(t, "CreateDebtReferralDecision"), 1)
	})
}

func TestDecisionThatBreaksRulesChangesNothing(t *testing.T) {
	tests := map[string]struct {
		decision decision
		want     []string
	}{
		"all of a client who is added": {accepting(func(d decision) {
			d.Date, d.DeclineReason = "2026-11-27", referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_OTHER
			d.Client, d.Crisis = &debtcounsellingv1.Client{Surname: "1", Postcode: "0000 AA", Bsn: "1"}, true
		}), []string{
			"decision.date DATE_IN_FUTURE", "decision.decline_reason DECLINE_REASON_UNEXPECTED", "decision.client.surname NAME_MISSING",
			"decision.client.postcode POSTCODE_INVALID", "decision.client.bsn BSN_INVALID", "decision.crisis_ground CRISIS_GROUND_MISSING",
		}},
		"of nobody": {accepting(func(d decision) {
			d.ClientId, d.CrisisGround, d.Date = "nobody", debtcounsellingv1.CrisisGround_CRISIS_GROUND_EVICTION, "2026-11-22"
		}), []string{
			"decision.date DATE_BEFORE_REFERRAL", "decision.client_id CLIENT_UNKNOWN", "decision.crisis_ground CRISIS_GROUND_UNEXPECTED",
		}},
		"of two": {accepting(func(d decision) { d.ClientId, d.Client = "nobody", &debtcounsellingv1.Client{} }), []string{
			"decision.client CLIENT_TWICE", "decision.client_id CLIENT_UNKNOWN",
		}},
		"on no date": {accepting(func(d decision) { d.Date = "2026-02-30" }), []string{"decision.date DATE_INVALID"}},
		"declined as if accepted": {&debtcounsellingv1.DebtReferralDecision{
			State: referralDeclined, Date: "2026-11-26", ClientId: "nobody", Crisis: true,
		}, []string{
			"decision.decline_reason DECLINE_REASON_MISSING", "decision.client_id CLIENT_UNEXPECTED", "decision.crisis CRISIS_UNEXPECTED",
		}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.arrives(t, "q-1").GetId()
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.rules(t, id, "", tt.decision)
					return err
				})
			})
		}
		_, err := r.rules(t, id, "", accepting(func(d decision) { d.State = referralWithdrawn }))
		require.Equal(t, codes.InvalidArgument, status.Code(err), "who is referred to cannot take it back")
		_, err = r.rules(t, id, "", accepting())
		require.NoError(t, err, "it waits still")
	})
}

func TestDecisionsOnAReferralAtTheSameTimeMakeOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.arrives(t, "q-1").GetId()
		const callers = 8
		var group sync.WaitGroup
		errs := make([]error, callers)
		for i := range callers {
			group.Go(func() { _, errs[i] = r.rules(t, id, "", accepting()) })
		}
		group.Wait()
		decided := 0
		for _, err := range errs {
			if err == nil {
				decided++
				continue
			}
			require.Equal(t, "REFERRAL_DECIDED", fault.FromStatus(status.Convert(err)).Reason)
		}
		require.Equal(t, 1, decided)
		require.Equal(t, 1, r.count(t, "client"))
		require.Equal(t, 1, r.count(t, "trajectory"))
		require.Len(t, r.referralEvents(t), 2)
		var keys int
		require.NoError(t, testkit.OpenDB(t, r.keys).Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM subject_key").Scan(&keys))
		require.Equal(t, 1, keys, "of the client: those of the referral and of who was not added are gone")
	})
}
