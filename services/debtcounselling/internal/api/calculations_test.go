package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

const (
	protectedKind = debtcounsellingv1.CalculationKind_CALCULATION_KIND_PROTECTED_EARNINGS
	freeKind      = debtcounsellingv1.CalculationKind_CALCULATION_KIND_FREE_AMOUNT
	capacityKind  = debtcounsellingv1.CalculationKind_CALCULATION_KIND_CAPACITY
	lowGroup      = debtcounsellingv1.IncomeGroup_INCOME_GROUP_LOW
	middleGroup   = debtcounsellingv1.IncomeGroup_INCOME_GROUP_MIDDLE
	highGroup     = debtcounsellingv1.IncomeGroup_INCOME_GROUP_HIGH
	single        = debtcounsellingv1.Household_HOUSEHOLD_SINGLE
)

// earnings answers a calculation of the protected earnings of a single.
func earnings(group debtcounsellingv1.IncomeGroup, cents int32, date string) *debtcounsellingv1.Calculation {
	return &debtcounsellingv1.Calculation{Kind: protectedKind, Date: date, ProtectedEarnings: &debtcounsellingv1.ProtectedEarnings{
		IncomeGroup: group, Household: single, IncomeCents: cents,
	}}
}

// said answers what a calculator outside said.
func said(cents int32, parts ...int32) *debtcounsellingv1.CalculatorOutcome {
	o := &debtcounsellingv1.CalculatorOutcome{Calculator: "Recofa", Version: "2026.2", Date: "2026-11-20", AmountCents: cents}
	for _, part := range parts {
		o.Components = append(o.Components, &debtcounsellingv1.OutcomeComponent{
			Kind: debtcounsellingv1.ComponentKind_COMPONENT_KIND_OTHER, AmountCents: part,
		})
	}
	return o
}

func freeAmount(cents int32, parts ...int32) *debtcounsellingv1.Calculation {
	return &debtcounsellingv1.Calculation{
		Kind: freeKind, Date: "2026-11-26", FreeAmount: &debtcounsellingv1.FreeAmount{Outcome: said(cents, parts...)},
	}
}

func capacity(cents int32, freeID, protectedID string) *debtcounsellingv1.Calculation {
	return &debtcounsellingv1.Calculation{Kind: capacityKind, Date: "2026-11-26", Capacity: &debtcounsellingv1.RepaymentCapacity{
		Household: single, IncomeCents: cents, FreeAmountId: freeID, ProtectedEarningsId: protectedID,
	}}
}

func (r *rig) calculate(
	t testing.TB, trajectoryID string, c *debtcounsellingv1.Calculation,
) (*debtcounsellingv1.Calculation, error) {
	t.Helper()
	return r.calculations.CreateCalculation(r.counsellor(t), &debtcounsellingv1.CreateCalculationRequest{
		TrajectoryId: trajectoryID, Calculation: c,
	})
}

// calculated answers a calculation that is kept.
func (r *rig) calculated(t testing.TB, trajectoryID string, c *debtcounsellingv1.Calculation) *debtcounsellingv1.Calculation {
	t.Helper()
	made, err := r.calculate(t, trajectoryID, c)
	require.NoError(t, err)
	return made
}

func TestCalculationIsKeptWithAllItCameFrom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		made := r.calculated(t, tr, earnings(highGroup, 2500_00, "2025-07-15"))
		want := earnings(highGroup, 2500_00, "2025-07-15")
		want.Id, want.TrajectoryId, want.CreateTime, want.Recorder = made.GetId(), tr, made.GetCreateTime(), counsellorSubject
		want.NormsVersion = r.deps.Norms.Version()
		want.ProtectedEarnings.Method = debtcounsellingv1.CalculationMethod_CALCULATION_METHOD_NORMS
		want.ProtectedEarnings.ProtectedCents, want.ProtectedEarnings.AvailableCents = 2093_67, 406_33
		want.Norms = []*debtcounsellingv1.Norm{{
			Kind: debtcounsellingv1.NormKind_NORM_KIND_MAXIMUM_PROTECTED, Household: single, StartDate: "2025-07-01",
			EndDate: proto.String("2025-12-31"), Amount: 2093_67, Source: "Fundament: Bedragen beslagvrije voet per 1 juli 2025",
		}}
		requireProto(t, want, made)
		free := r.calculated(t, tr, freeAmount(935_00, 211_00, 40_00, 32_00, 352_00, 300_00))
		require.EqualValues(t, 935_00, free.GetFreeAmount().GetOutcome().GetAmountCents(), "W4")
		repay := r.calculated(t, tr, capacity(985_00, free.GetId(), ""))
		require.EqualValues(t, 50_00, repay.GetCapacity().GetCapacityCents(), "W4")
		for _, c := range []*debtcounsellingv1.Calculation{made, free, repay} {
			got, err := r.calculations.GetCalculation(r.counsellor(t), &debtcounsellingv1.GetCalculationRequest{Id: c.GetId()})
			require.NoError(t, err)
			requireProto(t, c, got)
		}
	})
}

func TestCapacityIsOfferedForTheMonthsOfASettlement(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		free := r.calculated(t, tr, freeAmount(1384_50)).GetId()
		asked := capacity(1450_00, free, "")
		asked.Capacity.DebtCents = 12_000_00
		made := r.calculated(t, tr, asked).GetCapacity()
		require.EqualValues(t, 65_50, made.GetCapacityCents(), "W6")
		require.EqualValues(t, 18, made.GetSettlementMonths())
		require.EqualValues(t, 1179_00, made.GetOfferCents(), "W6")
		require.False(t, made.GetWithoutCapacity())
		require.EqualValues(t, 184, made.GetMonthsNeeded())
		require.True(t, made.GetProblematic())
		made = r.calculated(t, tr, capacity(1300_00, r.calculated(t, tr, freeAmount(1320_00)).GetId(), "")).GetCapacity()
		require.Zero(t, made.GetCapacityCents(), "W6")
		require.True(t, made.GetWithoutCapacity(), "W6: SA")
	})
}

func TestEveryRuleThatACalculationBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		free := r.calculated(t, tr, freeAmount(1180_00)).GetId()
		protected := r.calculated(t, tr, earnings(lowGroup, 1300_00, "2026-11-26")).GetId()
		elsewhere := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		foreign := r.calculated(t, elsewhere, freeAmount(1180_00)).GetId()
		mixed := earnings(lowGroup, 1300_00, "2026-02-30")
		mixed.Kind = freeKind
		wrongOutcome := freeAmount(935_00, 936_00)
		wrongOutcome.FreeAmount.Outcome.Date = "2026-11-27"
		for name, tt := range map[string]struct {
			asked *debtcounsellingv1.Calculation
			want  []string
		}{
			"another input than of the kind": {mixed, []string{
				"calculation.date DATE_INVALID", "calculation.free_amount INPUT_MISSING", "calculation.protected_earnings INPUT_UNEXPECTED",
			}},
			"norms that nobody knows": {earnings(highGroup, 2500_00, "2026-11-26"), []string{"calculation.date NORM_UNKNOWN"}},
			"the middle group": {earnings(middleGroup, 1700_00, "2026-11-26"), []string{
				"calculation.protected_earnings.outcome BVV_NOT_COMPUTABLE",
			}},
			"an outcome of tomorrow that does not add up": {wrongOutcome, []string{
				"calculation.free_amount.outcome.date DATE_IN_FUTURE", "calculation.free_amount.outcome.components COMPONENTS_DO_NOT_ADD_UP",
			}},
			"calculations of other kinds": {capacity(1300_00, protected, free), []string{
				"calculation.capacity.free_amount_id CALCULATION_UNKNOWN", "calculation.capacity.protected_earnings_id CALCULATION_UNKNOWN",
			}},
			"one of another trajectory": {capacity(1300_00, foreign, ""), []string{"calculation.capacity.free_amount_id CALCULATION_UNKNOWN"}},
			"one that is not there":     {capacity(1300_00, ids.New(), ""), []string{"calculation.capacity.free_amount_id CALCULATION_UNKNOWN"}},
			"W12: below what is protected": {capacity(1300_00, free, protected), []string{
				"calculation.capacity.protected_earnings_id INSTALMENT_BELOW_PROTECTED",
			}},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.calculate(t, tr, tt.asked)
					return err
				})
			})
		}
		require.NoError(t, r.step(t, tr, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_ENDED"}, func() error {
			_, err := r.calculate(t, tr, freeAmount(1180_00))
			return err
		})
	})
}

func TestMiddleGroupIsWhatTheCentralCalculatorSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		asked := earnings(middleGroup, 1700_00, "2026-11-26")
		asked.ProtectedEarnings.Outcome = said(1580_12)
		made := r.calculated(t, tr, asked)
		require.EqualValues(t, 1580_12, made.GetProtectedEarnings().GetProtectedCents())
		require.EqualValues(t, 119_88, made.GetProtectedEarnings().GetAvailableCents())
		require.Equal(t, debtcounsellingv1.CalculationMethod_CALCULATION_METHOD_CALCULATOR, made.GetProtectedEarnings().GetMethod())
		requireProto(t, said(1580_12), made.GetProtectedEarnings().GetOutcome())
	})
}

func TestInstalmentIsCheckedAgainstTheLastProtectedEarnings(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		check := func(ctx context.Context, cents int32, id string) (*debtcounsellingv1.InstalmentCheck, error) {
			return r.calculations.CheckInstalment(ctx, &debtcounsellingv1.CheckInstalmentRequest{
				TrajectoryId: tr, InstalmentCents: cents, CalculationId: id,
			})
		}
		_, err := check(r.counsellor(t), 65_00, "")
		refusal{code: codes.FailedPrecondition, reason: "PROTECTED_EARNINGS_MISSING"}.require(t, err)
		first := r.calculated(t, tr, earnings(lowGroup, 1000_00, "2026-11-26")).GetId()
		last := r.calculated(t, tr, earnings(lowGroup, 1300_00, "2026-11-26")).GetId()
		passed, err := check(r.counsellor(t), 65_00, "")
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.InstalmentCheck{
			TrajectoryId: tr, CalculationId: last, InstalmentCents: 65_00, MostCents: 65_00, LeftCents: 1235_00,
		}, passed)
		for cents, id := range map[int32]string{120_00: "", 50_01: first} {
			_, err = check(r.counsellor(t), cents, id)
			refusal{code: codes.FailedPrecondition, reason: "INSTALMENT_BELOW_PROTECTED"}.require(t, err)
		}
		_, err = check(r.counsellor(t), 120_00, "")
		require.Equal(t, map[string]string{"most_cents": "6500"}, fault.FromStatus(status.Convert(err)).Meta, "W12")
		require.Len(t, r.lines(t, "CheckInstalment"), 4, "a refusal tells of the income too")
		_, err = check(r.counsellor(t), 1, r.calculated(t, tr, freeAmount(1)).GetId())
		invalid("calculation_id CALCULATION_UNKNOWN").require(t, err)
		_, err = check(r.caller(t, "other", "debt.counsellor"), 1, "")
		notYours().require(t, err)
	})
}

func TestCalculationsAreListedByKindAndExported(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr := r.aTrajectory(t, c.GetId()).GetId()
		first := r.calculated(t, tr, earnings(lowGroup, 1300_00, "2026-11-26"))
		free := r.calculated(t, tr, freeAmount(1180_00, 1200_00, -20_00))
		last := r.calculated(t, tr, earnings(lowGroup, 1301_00, "2026-11-26"))
		list := func(kind debtcounsellingv1.CalculationKind, size int32, token string) *debtcounsellingv1.ListCalculationsResponse {
			page, err := r.calculations.ListCalculations(r.counsellor(t), &debtcounsellingv1.ListCalculationsRequest{
				TrajectoryId: tr, Kind: kind, PageSize: size, PageToken: token,
			})
			require.NoError(t, err)
			return page
		}
		page := list(protectedKind, 1, "")
		requireProto(t, first, page.GetCalculations()[0])
		page = list(protectedKind, 1, page.GetNextPageToken())
		requireProto(t, last, page.GetCalculations()[0])
		require.Empty(t, page.GetNextPageToken())
		all := list(0, 0, "").GetCalculations()
		require.Len(t, all, 3)
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: c.GetId()})
		require.NoError(t, err)
		require.Len(t, export.GetCalculations(), 3)
		free.Recorder = ""
		requireProto(t, free, export.GetCalculations()[1])
		other := r.caller(t, "other", "debt.counsellor")
		for _, id := range []string{first.GetId(), ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.calculations.GetCalculation(other, &debtcounsellingv1.GetCalculationRequest{Id: id})
				return err
			})
		}
		for _, id := range []string{tr, ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.calculations.ListCalculations(other, &debtcounsellingv1.ListCalculationsRequest{TrajectoryId: id})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.calculations.CreateCalculation(other, &debtcounsellingv1.CreateCalculationRequest{
					TrajectoryId: id, Calculation: freeAmount(1),
				})
				return err
			})
		}
	})
}

func TestKeptCalculationComesOutTheSameFromWhatItKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		protected := r.calculated(t, tr, earnings(highGroup, 2500_00, "2025-07-15"))
		free := r.calculated(t, tr, freeAmount(2100_00, 2000_00, 100_00))
		repay := r.calculated(t, tr, capacity(2500_00, free.GetId(), protected.GetId()))
		require.EqualValues(t, 400_00, repay.GetCapacity().GetCapacityCents())
		tx, err := r.db.Read().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		defer func() { _ = tx.Rollback() }()
		today := civil.Date{Year: 2026, Month: time.November, Day: 26}
		for _, c := range []*debtcounsellingv1.Calculation{protected, free, repay} {
			kept, err := store.In(tx).Calculation(t.Context(), c.GetId())
			require.NoError(t, err)
			again, broken := kept.Calculate(kept.Norms, today)
			require.Empty(t, broken)
			require.Equal(t, kept, again)
			_, broken = kept.Calculate(domain.Norms{}, today)
			require.Equal(t, len(kept.Norms) > 0, len(broken) > 0, "it is the norms that it kept which make it so")
		}
	})
}
