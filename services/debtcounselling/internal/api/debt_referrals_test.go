package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

const (
	referralWaits     = referralsv1.ReferralState_REFERRAL_STATE_WAITING
	referralAccepted  = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED
	referralDeclined  = referralsv1.ReferralState_REFERRAL_STATE_DECLINED
	referralWithdrawn = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN
)

// referring answers the context of the service that refers.
func (r *rig) referring(t testing.TB) context.Context {
	return r.caller(t, "support", "support.service")
}

// referral answers one that may arrive, changed by change.
func referral(reference string, change ...func(*referralsv1.IncomingReferral)) *referralsv1.IncomingReferral {
	m := &referralsv1.IncomingReferral{
		Reference: reference, Referrer: "wijkteam-oost", ReferDate: "2026-11-23", Purpose: "Zij woont op het Kantelaarpad en heeft schulden.",
		Person: &referralsv1.ReferredPerson{
			GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"), Email: "dieuwertje@xanten.example",
			Telephone: "06 1357 9246", WijkCode: "WK003401", WijkYear: 2022,
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
	m, err := r.referrals.CreateDebtReferral(r.referring(t), &debtcounsellingv1.CreateDebtReferralRequest{
		Referral: referral(reference, change...),
	})
	require.NoError(t, err)
	return m
}

// rules decides on a referral, as the counsellor does.
func (r *rig) rules(
	t testing.TB, id, requestID string, d *debtcounsellingv1.DebtReferralDecision,
) (*debtcounsellingv1.CreateDebtReferralDecisionResponse, error) {
	return r.referrals.CreateDebtReferralDecision(r.counsellor(t), &debtcounsellingv1.CreateDebtReferralDecisionRequest{
		DebtReferralId: id, Decision: d, RequestId: requestID,
	})
}

func accepting(change ...func(*debtcounsellingv1.DebtReferralDecision)) *debtcounsellingv1.DebtReferralDecision {
	d := &debtcounsellingv1.DebtReferralDecision{State: referralAccepted, Date: "2026-11-26"}
	for _, c := range change {
		c(d)
	}
	return d
}

func declining() *debtcounsellingv1.DebtReferralDecision {
	return &debtcounsellingv1.DebtReferralDecision{
		State: referralDeclined, Date: "2026-11-26",
		DeclineReason: referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NOT_WANTED,
	}
}

// referralEvents answers the events about referrals, in order.
func (r *rig) referralEvents(t testing.TB) (list []*referralsv1.ReferralSaved) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(),
		"SELECT data FROM outbox WHERE type = 'nl.welzijn.debtcounselling.referral-saved.v1' ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var data []byte
		require.NoError(t, rows.Scan(&data))
		m := &referralsv1.ReferralSaved{}
		require.NoError(t, proto.Unmarshal(data, m))
		list = append(list, m)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestReferralWaitsUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q-1")
		requireProto(t, m, r.arrives(t, "q-1"))
		got, err := r.referrals.GetDebtReferral(r.counsellor(t), &debtcounsellingv1.GetDebtReferralRequest{Id: m.GetId()})
		require.NoError(t, err)
		requireProto(t, m, got)
		second := r.arrives(t, "q-2")
		_, err = r.rules(t, r.arrives(t, "q-3").GetId(), "", declining())
		require.NoError(t, err)
		req := &debtcounsellingv1.ListDebtReferralsRequest{State: referralWaits, PageSize: 1}
		for _, want := range []*referralsv1.IncomingReferral{m, second} {
			page, err := r.referrals.ListDebtReferrals(r.supervisor(t), req)
			require.NoError(t, err)
			require.Len(t, page.GetDebtReferrals(), 1)
			requireProto(t, want, page.GetDebtReferrals()[0])
			req.PageToken = page.GetNextPageToken()
		}
		require.Empty(t, req.GetPageToken(), "the oldest first, and no more")
		require.Len(t, r.lines(t, "GetDebtReferral"), 1)
		require.Len(t, r.lines(t, "ListDebtReferrals"), 2)
		r.refuses(t, refusal{code: codes.NotFound, reason: "REFERRAL_NOT_FOUND"}, func() error {
			_, err := r.referrals.GetDebtReferral(r.counsellor(t), &debtcounsellingv1.GetDebtReferralRequest{Id: "nobody"})
			return err
		})
	})
}

func TestReferralThatDiffersOrBreaksARuleIsNotTakenIn(t *testing.T) {
	deliver := func(r *rig, m *referralsv1.IncomingReferral) func() error {
		return func() error {
			_, err := r.referrals.CreateDebtReferral(r.referring(t), &debtcounsellingv1.CreateDebtReferralRequest{Referral: m})
			return err
		}
	}
	onBoth(t, func(t *testing.T, r *rig) {
		r.arrives(t, "q-1")
		r.refuses(t, refusal{codes.AlreadyExists, "CONFLICT", []string{
			"referral.person.surname CONFLICT", "referral.purpose CONFLICT",
		}}, deliver(r, referral("q-1", func(m *referralsv1.IncomingReferral) { m.Person.Surname, m.Purpose = "Smit", "Iets anders." })))
		r.refuses(t, invalid("referral.person.surname NAME_MISSING", "referral.person.wijk_code WIJK_UNKNOWN",
			"referral.refer_date DATE_IN_FUTURE"), deliver(r, referral("q-2", func(m *referralsv1.IncomingReferral) {
			m.Person.Surname, m.Person.WijkCode, m.ReferDate = "", "WK999999", "2026-11-27"
		})))
		r.refuses(t, invalid("referral.refer_date DATE_INVALID"),
			deliver(r, referral("q-2", func(m *referralsv1.IncomingReferral) { m.ReferDate = "2026-02-30" })))
	})
}

func TestReferralIsTakenBackUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q-1")
		takeBack := func(reference string) *referralsv1.IncomingReferral {
			m, err := r.referrals.CreateDebtReferralWithdrawal(r.referring(t), &debtcounsellingv1.CreateDebtReferralWithdrawalRequest{
				Reference: reference,
			})
			require.NoError(t, err)
			return m
		}
		require.Equal(t, referralWithdrawn, takeBack("q-1").GetState())
		require.Equal(t, referralWithdrawn, takeBack("q-2").GetState(), "it never arrived")
		require.Equal(t, referralWithdrawn, r.arrives(t, "q-2").GetState())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "REFERRAL_DECIDED"}, func() error {
			_, err := r.rules(t, m.GetId(), "", accepting())
			return err
		})
	})
}

func TestNothingOfWhoWasReferredIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	waits, declined, taken := r.arrives(t, "q-1"), r.arrives(t, "q-2"), r.arrives(t, "q-3")
	for id, d := range map[string]*debtcounsellingv1.DebtReferralDecision{declined.GetId(): declining(), taken.GetId(): accepting()} {
		_, err := r.rules(t, id, "", d)
		require.NoError(t, err)
	}
	r.requireNoCanaryInFiles(t)
	for _, rows := range r.state(t) {
		for _, row := range rows {
			requireNoCanary(t, row)
		}
	}
	// What was decided does not open in an older copy either: the key is gone.
	vault := r.deps.Privacy.Vault("debtcounselling")
	keys, err := vault.Keys(t.Context(), waits.GetId(), declined.GetId(), taken.GetId())
	require.NoError(t, err)
	for id, open := range map[string]bool{waits.GetId(): true, declined.GetId(): false, taken.GetId(): false} {
		_, err := keys.Seal(id, id, "any", nil)
		require.Equal(t, open, err == nil)
	}
	require.NoError(t, r.deps.FinishErasures(t.Context()))
	got, err := r.referrals.GetDebtReferral(r.counsellor(t), &debtcounsellingv1.GetDebtReferralRequest{Id: waits.GetId()})
	require.NoError(t, err)
	requireProto(t, waits, got)
}
