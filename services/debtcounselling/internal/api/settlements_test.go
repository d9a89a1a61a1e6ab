package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

const (
	loan        = debtcounsellingv1.SettlementKind_SETTLEMENT_KIND_RESTRUCTURING_LOAN
	mediation   = debtcounsellingv1.SettlementKind_SETTLEMENT_KIND_DEBT_MEDIATION
	arrangement = debtcounsellingv1.SettlementKind_SETTLEMENT_KIND_PAYMENT_ARRANGEMENT
	noCapacity  = debtcounsellingv1.SettlementKind_SETTLEMENT_KIND_WITHOUT_CAPACITY
)

// settling is a case whose creditors can be offered something, as W7 has it: preferent 3,000, concurrent 9,000 and 3,000.
type settling struct {
	client, trajectory string
	capacity           string    // the calculation of it
	claims             [3]string // preferent, and two that are not
}

// aCase answers a case whose client has an income of which so much is left free and so much is protected.
func (r *rig) aCase(t testing.TB, income, free int32) (c settling) {
	t.Helper()
	c.client = r.aClient(t).GetId()
	c.trajectory = r.admitted(t, c.client)
	require.NoError(t, r.step(t, c.trajectory, settlement, "2026-11-19"))
	creditor := r.aCreditor(t, "Zorgfonds").GetId()
	for i, amount := range []int32{3_000_00, 9_000_00, 3_000_00} {
		c.claims[i] = r.aClaim(t, c.trajectory, owedTo(creditor, func(claim *debtcounsellingv1.Claim) {
			claim.AmountCents = amount
			if i == 0 {
				claim.Rank = debtcounsellingv1.ClaimRank_CLAIM_RANK_PREFERENT
			}
		})).GetId()
	}
	protected := r.calculated(t, c.trajectory, earnings(lowGroup, income, "2026-11-20")).GetId()
	vtlb := r.calculated(t, c.trajectory, freeAmount(free)).GetId()
	c.capacity = r.calculated(t, c.trajectory, capacity(income, vtlb, protected)).GetId()
	return c
}

// drawn answers a settlement of a kind that may be drawn up, changed by change.
func (c settling) drawn(
	kind debtcounsellingv1.SettlementKind, change ...func(*debtcounsellingv1.Settlement),
) *debtcounsellingv1.Settlement {
	m := &debtcounsellingv1.Settlement{Kind: kind, Date: "2026-11-20", CalculationId: c.capacity}
	for _, change := range change {
		change(m)
	}
	return m
}

func monthly(cents int32) func(*debtcounsellingv1.Settlement) {
	return func(m *debtcounsellingv1.Settlement) { m.MonthlyCents = proto.Int32(cents) }
}

// draw draws a settlement up, as the counsellor does.
func (r *rig) draw(
	t testing.TB, c settling, m *debtcounsellingv1.Settlement,
) (*debtcounsellingv1.Settlement, error) {
	t.Helper()
	return r.settlements.CreateSettlement(r.counsellor(t), &debtcounsellingv1.CreateSettlementRequest{
		TrajectoryId: c.trajectory, Settlement: m,
	})
}

// aSettlement is drawn up.
func (r *rig) aSettlement(t testing.TB, c settling, m *debtcounsellingv1.Settlement) *debtcounsellingv1.Settlement {
	t.Helper()
	made, err := r.draw(t, c, m)
	require.NoError(t, err)
	return made
}

// refusesDraw checks that a settlement is refused as wanted. What is wrong with it tells of the client, so that is in the log;
// nothing else is kept.
func (r *rig) refusesDraw(t testing.TB, want refusal, call func() error) {
	t.Helper()
	before, lines := r.state(t), len(r.lines(t, "CreateSettlement"))
	want.require(t, call())
	require.Len(t, r.lines(t, "CreateSettlement"), lines+1)
	after := r.state(t)
	delete(before, "processing_log")
	delete(after, "processing_log")
	require.Equal(t, before, after)
}

func (r *rig) getSettlement(t testing.TB, id string) *debtcounsellingv1.Settlement {
	t.Helper()
	m, err := r.settlements.GetSettlement(r.counsellor(t), &debtcounsellingv1.GetSettlementRequest{Id: id})
	require.NoError(t, err)
	return m
}

// shares answers what is offered, in cents and in hundredths of a percent, by the number of the claim.
func shares(m *debtcounsellingv1.Settlement) (list []int32) {
	for _, o := range m.GetOffers() {
		list = append(list, o.GetShareCents(), o.GetShareBasisPoints())
	}
	return list
}

func TestSettlementOffersWhatCanBeRepaidInTheMonthsOfTheNorm(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c, requestID := r.aCase(t, 1450_00, 1384_50), ids.New()
		create := func() *debtcounsellingv1.Settlement {
			m, err := r.settlements.CreateSettlement(r.counsellor(t), &debtcounsellingv1.CreateSettlementRequest{
				TrajectoryId: c.trajectory, Settlement: c.drawn(mediation), RequestId: requestID,
			})
			require.NoError(t, err)
			return m
		}
		m := create()
		require.EqualValues(t, 65_50, m.GetMonthlyCents(), "W6")
		require.EqualValues(t, 18, m.GetMonths(), "W6")
		require.Equal(t, []int32{1_179_00, 0, 0, 1_179_00},
			[]int32{m.GetPaidInCents(), m.GetFeeCents(), m.GetManagementCents(), m.GetPotCents()}, "W6: 65.50 for 18 months")
		require.Equal(t, []int32{393_00, 13_10, 589_50, 6_55, 196_50, 6_55}, shares(m))
		require.Equal(t, debtcounsellingv1.SettlementState_SETTLEMENT_STATE_DRAFT, m.GetState())
		require.NotEmpty(t, m.GetProtectedEarningsId())
		requireProto(t, m, create())
		requireProto(t, m, r.getSettlement(t, m.GetId()))
		list, err := r.settlements.ListSettlements(r.counsellor(t), &debtcounsellingv1.ListSettlementsRequest{TrajectoryId: c.trajectory})
		require.NoError(t, err)
		require.Len(t, list.GetSettlements(), 1)
		requireProto(t, m, list.GetSettlements()[0])
		require.Len(t, r.lines(t, "GetSettlement"), 1)
	})
}

func TestOffersAreThoseOfTheWorkedExamples(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1600_00, 1540_00)
		requireShares := func(name string, m *debtcounsellingv1.Settlement, want ...int32) {
			drawn := r.aSettlement(t, c, m)
			require.Equal(t, want, shares(drawn), name)
			r.takes(t, drawn.GetId(), withdrawnState, "2026-11-20")
		}
		requireShares("W7: 60 a month, preferent twice the percentage", c.drawn(loan), 360_00, 12_00, 540_00, 6_00, 180_00, 6_00)
		extra := func(pot int32) *debtcounsellingv1.Settlement {
			return c.drawn(loan, func(m *debtcounsellingv1.Settlement) { m.ExtraCents = pot - 1_080_00 })
		}
		requireShares("W8: preferent in full", extra(9_000_00), 3_000_00, 100_00, 4_500_00, 50_00, 1_500_00, 50_00)
		requireShares("W8: preferent in full, more", extra(12_000_00), 3_000_00, 100_00, 6_750_00, 75_00, 2_250_00, 75_00)
		for i, limit := range r.deps.Limits {
			switch limit.Kind {
			case domain.FeeShare:
				r.deps.Limits[i].Amount = 9_00
			case domain.ManagementFee:
				r.deps.Limits[i].Amount = 6_00
			}
		}
		drawn := r.aSettlement(t, c, c.drawn(mediation, monthly(65_00)))
		require.Equal(t, []int32{1_170_00, 105_30, 108_00, 956_70},
			[]int32{drawn.GetPaidInCents(), drawn.GetFeeCents(), drawn.GetManagementCents(), drawn.GetPotCents()}, "W9")
		require.Equal(t, []int32{318_90, 10_63, 478_35, 5_32, 159_45, 5_32}, shares(drawn), "W9")
	})
}

func TestSettlementIsWithoutCapacityWhereNothingCanBeRepaid(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1300_00, 1320_00)
		r.refusesDraw(t, invalid("settlement.kind KIND_CAPACITY"), func() error {
			_, err := r.draw(t, c, c.drawn(mediation))
			return err
		})
		r.refusesDraw(t, invalid("settlement.monthly_cents KIND_CAPACITY", "settlement.months MONTHS_UNEXPECTED"), func() error {
			_, err := r.draw(t, c, c.drawn(noCapacity, monthly(1), func(m *debtcounsellingv1.Settlement) { m.Months = 18 }))
			return err
		})
		m := r.aSettlement(t, c, c.drawn(noCapacity))
		require.Zero(t, m.GetPotCents(), "W6: 0.00, so SA")
		require.Equal(t, []int32{0, 0, 0, 0, 0, 0}, shares(m))
		require.Zero(t, m.GetMonths())
	})
}

func TestSettlementNeverCutsIntoTheProtectedEarnings(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1300_00, 1250_00)
		for _, kind := range []debtcounsellingv1.SettlementKind{mediation, loan, arrangement} {
			r.refusesDraw(t, invalid(append([]string{"settlement.monthly_cents BELOW_PROTECTED_EARNINGS"}, tooLong(kind)...)...), func() error {
				_, err := r.draw(t, c, c.drawn(kind, monthly(120_00)))
				var texts []string
				for _, f := range fault.FromStatus(status.Convert(err)).Fields {
					texts = append(texts, f.Text)
				}
				require.Contains(t, strings.Join(texts, " "), "€ 65.00 a month at most", "W12")
				return err
			})
		}
		m := r.aSettlement(t, c, c.drawn(mediation, monthly(65_00)))
		require.EqualValues(t, 1_170_00, m.GetPotCents(), "W12: 65 at most")
	})
}

// tooLong is what else is wrong with 120 a month on 15,000.
func tooLong(kind debtcounsellingv1.SettlementKind) []string {
	if kind == arrangement {
		return []string{"settlement.monthly_cents MONTHS_TOO_MANY"}
	}
	return nil
}

func TestEveryRuleThatASettlementBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1300_00, 1250_00)
		offer := func(claim string, cents int32) *debtcounsellingv1.SettlementOffer {
			return &debtcounsellingv1.SettlementOffer{ClaimId: claim, ShareCents: cents}
		}
		r.refusesDraw(t, invalid("settlement.date DATE_IN_FUTURE", "settlement.note TEXT_INVALID", "settlement.months MONTHS_TOO_MANY",
			"settlement.monthly_cents BELOW_PROTECTED_EARNINGS", "settlement.offers[0].share_cents OFFER_ABOVE_CLAIM",
			"settlement.offers[1].claim_id OFFER_TWICE", "settlement.offers[2].claim_id OFFER_CLAIM_UNKNOWN", "settlement.offers OFFER_MISSING",
			"settlement.offers OFFERS_NOT_POT"), func() error {
			_, err := r.draw(t, c, c.drawn(mediation, monthly(65_01), func(m *debtcounsellingv1.Settlement) {
				m.Date, m.Note, m.Months = "2026-11-27", "a\tb", 19
				m.Offers = []*debtcounsellingv1.SettlementOffer{
					offer(c.claims[2], 3_000_01), offer(c.claims[2], 1), offer(ids.New(), 1), offer(c.claims[0], 1),
				}
			}))
			return err
		})
		r.refusesDraw(t, invalid("settlement.calculation_id CALCULATION_UNKNOWN", "settlement.protected_earnings_id CALCULATION_UNKNOWN",
			"settlement.date BEFORE_REPORT"), func() error {
			_, err := r.draw(t, c, c.drawn(loan, monthly(50_00), func(m *debtcounsellingv1.Settlement) {
				m.CalculationId, m.ProtectedEarningsId, m.Date = ids.New(), c.capacity, "2026-11-01"
			}))
			return err
		})
		r.refusesDraw(t, invalid("settlement.calculation_id CALCULATION_MISSING", "settlement.monthly_cents MONTHLY_MISSING"), func() error {
			_, err := r.draw(t, c, c.drawn(loan, monthly(0), func(m *debtcounsellingv1.Settlement) { m.CalculationId = "" }))
			return err
		})
		r.refusesDraw(t, invalid("settlement.monthly_cents MONTHLY_MISSING", "settlement.months MONTHS_UNEXPECTED",
			"settlement.extra_cents EXTRA_UNEXPECTED", "settlement.offers[0].share_cents HUNDRED_PERCENT",
			"settlement.offers OFFERS_NOT_POT"), func() error {
			_, err := r.draw(t, c, c.drawn(arrangement, func(m *debtcounsellingv1.Settlement) {
				m.Months, m.ExtraCents = 18, 1
				m.Offers = []*debtcounsellingv1.SettlementOffer{
					offer(c.claims[0], 2_999_99), offer(c.claims[1], 9_000_00), offer(c.claims[2], 3_000_00),
				}
			}))
			return err
		})
		r.refusesDraw(t, invalid("settlement.monthly_cents POT_ABOVE_CLAIMS"), func() error {
			_, err := r.draw(t, c, c.drawn(loan, func(m *debtcounsellingv1.Settlement) { m.ExtraCents = 15_000_00 }))
			return err
		})
		r.refusesDraw(t, invalid("settlement.date DATE_INVALID"), func() error {
			_, err := r.draw(t, c, c.drawn(loan, func(m *debtcounsellingv1.Settlement) { m.Date = "2026-11-31" }))
			return err
		})
	})
}

func TestTrajectoryHasOneOpenSettlementAndOnlyWhereItSettles(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1300_00, 1250_00)
		first := r.aSettlement(t, c, c.drawn(loan))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SETTLEMENT_RUNNING"}, func() error {
			_, err := r.draw(t, c, c.drawn(mediation))
			return err
		})
		r.takes(t, first.GetId(), withdrawnState, "2026-11-20")
		r.aSettlement(t, c, c.drawn(mediation))
		other := settling{trajectory: r.admitted(t, r.aClient(t, func(c *debtcounsellingv1.Client) { c.Bsn = "" }).GetId())}
		nowhere := refusal{code: codes.FailedPrecondition, reason: "SETTLEMENT_NOT_HERE"}
		r.refuses(t, nowhere, func() error {
			_, err := r.draw(t, other, other.drawn(loan))
			return err
		})
		r.refusesDraw(t, invalid("settlement.offers CLAIMS_MISSING", "settlement.protected_earnings_id PROTECTED_EARNINGS_MISSING"), func() error {
			_, err := r.draw(t, other, other.drawn(arrangement, monthly(100_00)))
			return err
		})
	})
}

func TestSettlementThatPaysAllFollowsOnStabilisation(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := settling{trajectory: r.admitted(t, r.aClient(t).GetId())}
		r.aClaim(t, c.trajectory, owedTo(r.aCreditor(t, "Zorgfonds").GetId()))
		r.calculated(t, c.trajectory, earnings(lowGroup, 2000_00, "2026-11-20"))
		m := r.aSettlement(t, c, c.drawn(arrangement, monthly(30_00)))
		require.Equal(t, []int32{1_000_00, 100_00}, shares(m))
		require.EqualValues(t, 34, m.GetMonths(), "the last month pays what is left")
		require.EqualValues(t, 1_000_00, m.GetPaidInCents())
	})
}
