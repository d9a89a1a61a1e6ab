package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

const (
	referralWaits     = referralsv1.ReferralState_REFERRAL_STATE_WAITING
	referralAccepted  = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED
	referralDeclined  = referralsv1.ReferralState_REFERRAL_STATE_DECLINED
	referralWithdrawn = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN
	notWanted         = referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NOT_WANTED
)

// referring answers the context of the service that refers.
func (r *rig) referring(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "support", Roles: []string{"support.service"}})
}

// referral answers one that may arrive, changed by change.
func referral(reference string, change ...func(*referralsv1.IncomingReferral)) *referralsv1.IncomingReferral {
	m := &referralsv1.IncomingReferral{
		Reference: reference, Referrer: "wijkteam-oost", ReferDate: "2022-06-13", ConsentDate: proto.String("2022-06-12"),
		Purpose: "Dieuwertje van Xanten wil ergens koffie drinken.",
		Person: &referralsv1.ReferredPerson{
			GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"), Telephone: "06 1357 9246",
			Email: "dieuwertje@xanten.example", WijkCode: "WK003401", WijkYear: 2022,
		},
	}
	for _, c := range change {
		c(m)
	}
	return m
}

// arrives has a referral delivered.
func (r *rig) arrives(
	t testing.TB, reference string, change ...func(*referralsv1.IncomingReferral),
) *referralsv1.IncomingReferral {
	t.Helper()
	m, err := r.referrals.CreateActivityReferral(r.referring(t), &activitiesv1.CreateActivityReferralRequest{
		Referral: referral(reference, change...),
	})
	require.NoError(t, err)
	return m
}

type decision = *activitiesv1.ActivityReferralDecision

// rules decides on a referral, as the staff does.
func (r *rig) rules(
	t testing.TB, id, requestID string, d decision,
) (*activitiesv1.CreateActivityReferralDecisionResponse, error) {
	return r.referrals.CreateActivityReferralDecision(r.staff(t), &activitiesv1.CreateActivityReferralDecisionRequest{
		ActivityReferralId: id, Decision: d, RequestId: requestID,
	})
}

// accepting registers, as m says, who is referred, or who m says it is.
func accepting(m *activitiesv1.Registration) decision {
	return &activitiesv1.ActivityReferralDecision{
		State: referralAccepted, Date: "2022-06-15", ParticipantId: m.GetParticipantId(), SessionId: m.GetSessionId(),
		ActivityId: m.GetActivityId(),
	}
}

func declining() decision {
	return &activitiesv1.ActivityReferralDecision{State: referralDeclined, Date: "2022-06-15", DeclineReason: notWanted}
}

// referralEvents answers the events about referrals, in order.
func (r *rig) referralEvents(t testing.TB) []*referralsv1.ReferralSaved {
	return servicetest.Events[*referralsv1.ReferralSaved](t, r.db, "referral.saved")
}

func TestReferralWaitsUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q-1")
		require.Equal(t, referralWaits, m.GetState())
		requireProto(t, m, r.arrives(t, "q-1"))
		got, err := r.referrals.GetActivityReferral(r.staff(t), &activitiesv1.GetActivityReferralRequest{Id: m.GetId()})
		require.NoError(t, err)
		requireProto(t, m, got)
		second := r.arrives(t, "q-2")
		_, err = r.rules(t, r.arrives(t, "q-3").GetId(), "", declining())
		require.NoError(t, err)
		req := &activitiesv1.ListActivityReferralsRequest{State: referralWaits, PageSize: 1}
		for _, want := range []*referralsv1.IncomingReferral{m, second} {
			page, err := r.referrals.ListActivityReferrals(r.staff(t), req)
			require.NoError(t, err)
			require.Len(t, page.GetActivityReferrals(), 1)
			requireProto(t, want, page.GetActivityReferrals()[0])
			req.PageToken = page.GetNextPageToken()
		}
		require.Empty(t, req.GetPageToken(), "the oldest first, and no more")
		require.Len(t, r.lines(t, "GetActivityReferral"), 1)
		require.Len(t, r.lines(t, "ListActivityReferrals"), 2)
		r.refuses(t, refusal{code: codes.NotFound, reason: "REFERRAL_NOT_FOUND"}, func() error {
			_, err := r.referrals.GetActivityReferral(r.staff(t), &activitiesv1.GetActivityReferralRequest{Id: "nobody"})
			return err
		})
	})
}

func TestReferralThatDiffersIsNotTakenIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.arrives(t, "q-1")
		r.refuses(t, refusal{codes.AlreadyExists, "CONFLICT", []string{"referral.purpose CONFLICT"}}, func() error {
			_, err := r.referrals.CreateActivityReferral(r.referring(t), &activitiesv1.CreateActivityReferralRequest{
				Referral: referral("q-1", func(m *referralsv1.IncomingReferral) { m.Purpose = "Iets anders." }),
			})
			return err
		})
	})
}

func TestReferralIsTakenBackUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o, waits, decided := r.addOffer(t), r.arrives(t, "q-1"), r.arrives(t, "q-2")
		_, err := r.rules(t, decided.GetId(), "", accepting(o.first("")))
		require.NoError(t, err)
		for reference, want := range map[string]referralsv1.ReferralState{"q-1": referralWithdrawn, "q-2": referralAccepted} {
			m, err := r.referrals.CreateActivityReferralWithdrawal(r.referring(t),
				&activitiesv1.CreateActivityReferralWithdrawalRequest{Reference: reference})
			require.NoError(t, err)
			require.Equal(t, want, m.GetState(), reference)
		}
		for _, d := range []decision{accepting(o.first("")), accepting(&activitiesv1.Registration{}), declining()} {
			r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "REFERRAL_DECIDED"}, func() error {
				_, err := r.rules(t, waits.GetId(), "", d)
				return err
			})
		}
	})
}

func TestReferralsAreForWhoRefersAndForStaff(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		door := r.door()
		door.Methods = servicetest.Methods(activitiesv1.File_meedoen_activities_v1_activity_referral_proto)
		door.RequireRoles(t, "activities.", map[string]string{
			"ActivityReferralService/CreateActivityReferral":           "support.service",
			"ActivityReferralService/CreateActivityReferralWithdrawal": "support.service",
			"ActivityReferralService/GetActivityReferral":              "staff",
			"ActivityReferralService/ListActivityReferrals":            "staff",
			"ActivityReferralService/CreateActivityReferralDecision":   "staff",
		},
			"activities.staff", "importer", "account.manager", "municipality", "admin", "auditor", "volunteers.coordinator", "volunteer",
			"debt.counsellor", "debt.supervisor", "support.worker", "support.service", "wijkteam", "Activities.Staff", "*",
		)
		door.RequireToken(t, "support.service", "municipality", func(ctx context.Context) error {
			_, err := r.referrals.CreateActivityReferral(ctx, &activitiesv1.CreateActivityReferralRequest{Referral: referral("q-1")})
			return err
		})
	})
}
