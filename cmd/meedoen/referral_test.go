package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// as answers the context of a caller with a token of the process's own issuer.
func (r *running) as(t *testing.T, claims devissuer.Claims) context.Context {
	t.Helper()
	issuer, err := devissuer.Open(r.cfg.Data, clock.System())
	require.NoError(t, err)
	token, err := issuer.Token(claims)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
}

// The whole loop in the single process: nothing is configured, and what a counsellor decides is told to who asked.
func TestWhoAsksIsToldWhatTheHelpWithDebtsDecided(t *testing.T) {
	r := runWith(t, "", func(*Config) {})
	conn, err := r.local.Connect(grpcx.ClientConfig{})
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	sender := r.as(t, devissuer.Claims{Subject: "wijkteam-haven", Roles: []string{"wijkteam"}})
	resident, err := supportv1.NewResidentServiceClient(conn).CreateResident(sender, &supportv1.CreateResidentRequest{
		Resident: &supportv1.Resident{GivenName: "Dieuwertje", Surname: "van Xanten", BirthYear: 1990},
	})
	require.NoError(t, err)
	yesterday := clock.System().Now().AddDate(0, 0, -1).Format(time.DateOnly)
	q, err := supportv1.NewQuestionServiceClient(conn).CreateQuestion(sender, &supportv1.CreateQuestionRequest{Question: &supportv1.Question{
		Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN, AskerKind: supportv1.AskerKind_ASKER_KIND_RESIDENT,
		LifeDomains: []supportv1.LifeDomain{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES}, ResidentId: resident.GetId(), Team: "haven",
		ReceiveDate: yesterday, SenderReference: "7",
	}})
	require.NoError(t, err)
	made, err := supportv1.NewReferralServiceClient(conn).CreateReferral(sender, &supportv1.CreateReferralRequest{
		Referral: &supportv1.Referral{
			QuestionId: q.GetId(), Target: supportv1.ReferralTarget_REFERRAL_TARGET_DEBT_COUNSELLING, Purpose: "Schulden.", ReferDate: yesterday,
		},
	})
	require.NoError(t, err)

	debts := debtcounsellingv1.NewDebtReferralServiceClient(conn)
	counsellor := r.as(t, devissuer.Claims{Subject: "carla", Roles: []string{"debt.counsellor"}})
	var waiting []*referralsv1.IncomingReferral
	require.Eventually(t, func() bool {
		list, err := debts.ListDebtReferrals(counsellor, &debtcounsellingv1.ListDebtReferralsRequest{})
		require.NoError(t, err)
		waiting = list.GetDebtReferrals()
		return len(waiting) > 0
	}, time.Minute, 20*time.Millisecond)
	require.Len(t, waiting, 1)
	require.Equal(t, made.GetId(), waiting[0].GetReference())
	require.True(t, proto.Equal(&referralsv1.ReferredPerson{
		GivenName: "Dieuwertje", Surname: "van Xanten", BirthYear: 1990,
	}, waiting[0].GetPerson()), "%v", waiting[0].GetPerson())
	_, err = debts.CreateDebtReferralDecision(counsellor, &debtcounsellingv1.CreateDebtReferralDecisionRequest{
		DebtReferralId: waiting[0].GetId(), Decision: &debtcounsellingv1.DebtReferralDecision{
			State: referralsv1.ReferralState_REFERRAL_STATE_DECLINED, Date: yesterday,
			DeclineReason: referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY,
		},
	})
	require.NoError(t, err)

	stream, err := supportv1.NewQuestionChangeServiceClient(conn).WatchQuestions(sender, &supportv1.WatchQuestionsRequest{FromStart: true})
	require.NoError(t, err)
	for {
		answer, err := stream.Recv()
		require.NoError(t, err)
		for _, c := range answer.GetChanges() {
			if c.GetReferralState() != referralsv1.ReferralState_REFERRAL_STATE_DECLINED {
				continue
			}
			require.Equal(t, []string{made.GetId(), "7"}, []string{c.GetReferralId(), c.GetSenderReference()})
			require.Equal(t, supportv1.QuestionState_QUESTION_STATE_TAKEN_UP, c.GetState())
			require.Equal(t, referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY, c.GetReferralDeclineReason())
			return
		}
	}
}
