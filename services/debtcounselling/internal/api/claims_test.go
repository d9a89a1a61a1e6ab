package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// owedTo answers a claim of a creditor, changed by change.
func owedTo(creditorID string, change ...func(*debtcounsellingv1.Claim)) *debtcounsellingv1.Claim {
	c := &debtcounsellingv1.Claim{
		CreditorId: creditorID, Rank: debtcounsellingv1.ClaimRank_CLAIM_RANK_CONCURRENT, AmountCents: 1_000_00, BalanceDate: "2026-11-20",
	}
	for _, change := range change {
		change(c)
	}
	return c
}

// toAPerson makes the creditor the person of the tests.
func toAPerson(c *debtcounsellingv1.Claim) {
	c.CreditorId, c.Reference = "", "kenmerk 999990019"
	c.PrivateCreditor = &debtcounsellingv1.PrivateCreditor{Name: "Oom van Xanten", Iban: "NL91ABNA0417164300", Postcode: "1315 ZZ"}
}

// aClaim is added by the counsellor.
func (r *rig) aClaim(t testing.TB, trajectoryID string, c *debtcounsellingv1.Claim) *debtcounsellingv1.Claim {
	t.Helper()
	claim, err := r.claims.CreateClaim(r.counsellor(t), &debtcounsellingv1.CreateClaimRequest{TrajectoryId: trajectoryID, Claim: c})
	require.NoError(t, err)
	return claim
}

func TestClaimsOfATrajectoryAreNumbered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		first := r.aClaim(t, tr.GetId(), owedTo(creditor.GetId()))
		second := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		require.EqualValues(t, 1, first.GetNumber())
		require.EqualValues(t, 2, second.GetNumber())
		require.Equal(t, debtcounsellingv1.DebtKind_DEBT_KIND_CARE, first.GetKind(), "that of its creditor")
		require.Equal(t, tr.GetClientIds()[0], first.GetClientId())
		require.Equal(t, "Oom van Xanten", second.GetPrivateCreditor().GetName())
		got, err := r.claims.GetClaim(r.counsellor(t), &debtcounsellingv1.GetClaimRequest{Id: second.GetId()})
		require.NoError(t, err)
		requireProto(t, second, got)
		req := &debtcounsellingv1.ListClaimsRequest{TrajectoryId: tr.GetId(), PageSize: 1}
		for _, want := range []*debtcounsellingv1.Claim{first, second} {
			answer, err := r.claims.ListClaims(r.counsellor(t), req)
			require.NoError(t, err)
			require.Len(t, answer.GetClaims(), 1)
			requireProto(t, want, answer.GetClaims()[0])
			req.PageToken = answer.GetNextPageToken()
		}
		require.Empty(t, req.GetPageToken())
		require.Len(t, r.lines(t, "GetClaim"), 1)
	})
}

func TestEveryRuleThatClaimsOfABatchBreakIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		bad := owedTo(ids.New(), func(c *debtcounsellingv1.Claim) {
			c.BalanceDate, c.ClientId, c.ContestedDate = "2026-11-27", ids.New(), proto.String("2026-02-30")
			c.CollectionAgencyId = ids.New()
		})
		batch := &debtcounsellingv1.BatchCreateClaimsRequest{Requests: []*debtcounsellingv1.CreateClaimRequest{
			{TrajectoryId: tr.GetId(), Claim: owedTo(creditor.GetId())}, {TrajectoryId: tr.GetId(), Claim: bad},
		}}
		r.refuses(t, invalid("requests[1].claim.creditor_id CREDITOR_UNKNOWN", "requests[1].claim.balance_date DATE_IN_FUTURE",
			"requests[1].claim.client_id CLIENT_NOT_IN_TRAJECTORY", "requests[1].claim.contested_date DATE_INVALID",
			"requests[1].claim.collection_agency_id COLLECTION_AGENCY_UNKNOWN"), func() error {
			_, err := r.claims.BatchCreateClaims(r.counsellor(t), batch)
			return err
		})
	})
}

func TestBatchOfClaimsThatComesTwiceAddsThemOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-20"))
		batch := &debtcounsellingv1.BatchCreateClaimsRequest{Requests: []*debtcounsellingv1.CreateClaimRequest{
			{TrajectoryId: tr.GetId(), Claim: owedTo(creditor.GetId()), RequestId: ids.New()},
			{TrajectoryId: tr.GetId(), Claim: owedTo("", toAPerson), RequestId: ids.New()},
		}}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_ENDED"}, func() error {
			_, err := r.claims.BatchCreateClaims(r.counsellor(t), batch)
			return err
		})
		first, err := r.claims.BatchCreateClaims(r.importing(t), batch)
		require.NoError(t, err)
		again, err := r.claims.BatchCreateClaims(r.importing(t), batch)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "claim"), 2)
		require.Len(t, r.rows(t, "claim_balance"), 2)
	})
}

func TestBalancesOfAClaimStayAndTheLastOneIsIts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		claim := r.aClaim(t, tr.GetId(), owedTo(creditor.GetId()))
		note := func(cents int32, date string) error {
			_, err := r.claims.CreateClaimBalance(r.counsellor(t), &debtcounsellingv1.CreateClaimBalanceRequest{
				ClaimId: claim.GetId(), Balance: &debtcounsellingv1.ClaimBalance{AmountCents: cents, Date: date},
			})
			return err
		}
		require.NoError(t, note(1_100_00, "2026-11-25"))
		r.refuses(t, invalid("balance.date BEFORE_LAST_BALANCE"), func() error { return note(1, "2026-11-24") })
		r.refuses(t, invalid("balance.date DATE_IN_FUTURE"), func() error { return note(1, "2026-11-27") })
		list, err := r.claims.ListClaimBalances(r.counsellor(t), &debtcounsellingv1.ListClaimBalancesRequest{ClaimId: claim.GetId()})
		require.NoError(t, err)
		require.Len(t, list.GetBalances(), 2)
		require.EqualValues(t, 1_000_00, list.GetBalances()[0].GetAmountCents())
		ending := &debtcounsellingv1.CreateClaimEndingRequest{
			ClaimId: claim.GetId(), State: debtcounsellingv1.ClaimState_CLAIM_STATE_WAIVED, Date: "2026-11-26", RequestId: ids.New(),
		}
		ended, err := r.claims.CreateClaimEnding(r.counsellor(t), ending)
		require.NoError(t, err)
		require.EqualValues(t, 1_100_00, ended.GetAmountCents())
		require.Equal(t, "2026-11-26", ended.GetEndDate())
		again, err := r.claims.CreateClaimEnding(r.counsellor(t), ending)
		require.NoError(t, err)
		requireProto(t, ended, again)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "CLAIM_NOT_OPEN"}, func() error { return note(1, "2026-11-26") })
		ending.RequestId = ""
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}, func() error {
			_, err := r.claims.CreateClaimEnding(r.counsellor(t), ending)
			return err
		})
	})
}

func TestClaimIsContestedAndLeftOutButStaysWhatItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		claim := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		change := func(c *debtcounsellingv1.Claim, paths ...string) (*debtcounsellingv1.Claim, error) {
			c.Id = claim.GetId()
			return r.claims.UpdateClaim(r.counsellor(t), &debtcounsellingv1.UpdateClaimRequest{
				Claim: c, UpdateMask: &fieldmaskpb.FieldMask{Paths: paths},
			})
		}
		changed, err := change(&debtcounsellingv1.Claim{
			ContestedDate: proto.String("2026-11-25"), Exclusion: debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT, Etag: claim.GetEtag(),
		}, "contested_date", "exclusion", "reference")
		require.NoError(t, err)
		require.Equal(t, "2026-11-25", changed.GetContestedDate())
		require.Empty(t, changed.GetReference())
		require.Equal(t, "Oom van Xanten", changed.GetPrivateCreditor().GetName())
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := change(&debtcounsellingv1.Claim{Etag: claim.GetEtag()}, "exclusion")
			return err
		})
		r.refuses(t, invalid("claim.amount_cents FIELD_FIXED"), func() error {
			_, err := change(&debtcounsellingv1.Claim{AmountCents: 1}, "amount_cents")
			return err
		})
	})
}

func TestTotalSaysWhetherTheDebtIsProblematic(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		r.aClaim(t, tr.GetId(), owedTo(creditor.GetId(), func(c *debtcounsellingv1.Claim) { c.AmountCents = 9_000_00 }))
		r.aClaim(t, tr.GetId(), owedTo(creditor.GetId(), func(c *debtcounsellingv1.Claim) {
			c.AmountCents, c.Rank = 3_000_00, debtcounsellingv1.ClaimRank_CLAIM_RANK_PREFERENT
		}))
		r.aClaim(t, tr.GetId(), owedTo(creditor.GetId(), func(c *debtcounsellingv1.Claim) {
			c.Exclusion = debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT
		}))
		total := func(monthly *int32) *debtcounsellingv1.ClaimTotal {
			answer, err := r.claims.GetClaimTotal(r.counsellor(t), &debtcounsellingv1.GetClaimTotalRequest{
				TrajectoryId: tr.GetId(), MonthlyCapacityCents: monthly,
			})
			require.NoError(t, err)
			return answer
		}
		want := &debtcounsellingv1.ClaimTotal{
			TrajectoryId: tr.GetId(), TotalCents: 12_000_00, PreferentCents: 3_000_00, ExcludedCents: 1_000_00, Claims: 2, MostMonths: 36,
		}
		requireProto(t, want, total(nil))
		want.Months, want.Problematic = proto.Int32(40), proto.Bool(true)
		requireProto(t, want, total(proto.Int32(300_00)))
		want.Months, want.Problematic = proto.Int32(30), proto.Bool(false)
		requireProto(t, want, total(proto.Int32(400_00)))
		want.Months, want.Problematic = nil, proto.Bool(true)
		requireProto(t, want, total(proto.Int32(0)))
	})
}

func TestPersonToWhomMoneyIsOwedIsReadableNowhereInTheFiles(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	tr := r.aTrajectory(t, r.aClient(t).GetId())
	r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
	r.requireNoCanaryInFiles(t)
}

func TestClaimsAreExportedAndForgottenWithTheClient(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client := r.aClient(t).GetId()
		tr := r.aTrajectory(t, client)
		claim := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: client})
		require.NoError(t, err)
		require.Len(t, export.GetClaims(), 1)
		requireProto(t, claim, export.GetClaims()[0])
		require.Len(t, export.GetClaimBalances(), 1)
		require.Empty(t, export.GetClaimBalances()[0].GetRecorder())
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-20"))
		_, err = r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: client})
		require.NoError(t, err)
		got, err := r.claims.GetClaim(r.supervisor(t), &debtcounsellingv1.GetClaimRequest{Id: claim.GetId()})
		require.NoError(t, err)
		require.Nil(t, got.GetPrivateCreditor())
		require.Empty(t, got.GetReference())
		require.Equal(t, claim.GetAmountCents(), got.GetAmountCents(), "what was owed stays as a figure")
	})
}

func TestClaimOfSomebodyElseIsRefusedEverywhereAndAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		claim := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		other := r.caller(t, "other", "debt.counsellor")
		calls := []func(trajectoryID, claimID string) error{
			func(id, _ string) error {
				_, err := r.claims.CreateClaim(other, &debtcounsellingv1.CreateClaimRequest{TrajectoryId: id, Claim: owedTo("", toAPerson)})
				return err
			},
			func(id, _ string) error {
				_, err := r.claims.ListClaims(other, &debtcounsellingv1.ListClaimsRequest{TrajectoryId: id})
				return err
			},
			func(id, _ string) error {
				_, err := r.claims.GetClaimTotal(other, &debtcounsellingv1.GetClaimTotalRequest{TrajectoryId: id})
				return err
			},
			func(_, id string) error {
				_, err := r.claims.GetClaim(other, &debtcounsellingv1.GetClaimRequest{Id: id})
				return err
			},
			func(_, id string) error {
				_, err := r.claims.UpdateClaim(other, &debtcounsellingv1.UpdateClaimRequest{Claim: &debtcounsellingv1.Claim{Id: id}})
				return err
			},
			func(_, id string) error {
				_, err := r.claims.CreateClaimBalance(other, &debtcounsellingv1.CreateClaimBalanceRequest{
					ClaimId: id, Balance: &debtcounsellingv1.ClaimBalance{Date: "2026-11-26"},
				})
				return err
			},
			func(_, id string) error {
				_, err := r.claims.ListClaimBalances(other, &debtcounsellingv1.ListClaimBalancesRequest{ClaimId: id})
				return err
			},
			func(_, id string) error {
				_, err := r.claims.CreateClaimEnding(other, &debtcounsellingv1.CreateClaimEndingRequest{
					ClaimId: id, Date: "2026-11-26", State: debtcounsellingv1.ClaimState_CLAIM_STATE_SETTLED,
				})
				return err
			},
		}
		for _, call := range calls {
			r.refuses(t, notYours(), func() error { return call(tr.GetId(), claim.GetId()) })
			r.refuses(t, notYours(), func() error { return call(ids.New(), ids.New()) })
		}
		require.Len(t, r.refusals(t), 2*len(calls))
		_, err := r.claims.BatchCreateClaims(r.importing(t), &debtcounsellingv1.BatchCreateClaimsRequest{
			Requests: []*debtcounsellingv1.CreateClaimRequest{{TrajectoryId: ids.New(), Claim: owedTo("", toAPerson)}},
		})
		notYours().require(t, err)
	})
}

func TestClaimsThatComeTogetherGetNumbersOfTheirOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const callers = 8
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		ctx, numbers, errs := r.counsellor(t), make([]int32, callers), make([]error, callers)
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				var claim *debtcounsellingv1.Claim
				claim, errs[i] = r.claims.CreateClaim(ctx, &debtcounsellingv1.CreateClaimRequest{
					TrajectoryId: tr.GetId(), Claim: owedTo("", toAPerson),
				})
				numbers[i] = claim.GetNumber()
			})
		}
		all.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		require.ElementsMatch(t, []int32{1, 2, 3, 4, 5, 6, 7, 8}, numbers)
	})
}
