package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// decodeCalculation answers what is to be calculated, or what is wrong with how it is asked.
func decodeCalculation(m *debtcounsellingv1.Calculation) (domain.Calculation, error) {
	var d resource.Dates
	c := domain.Calculation{Kind: domain.CalculationKind(enums.Text(m.GetKind())), Date: d.Read("date", m.GetDate())}
	broken := checkInputs(m, c.Kind)
	switch c.Kind {
	case domain.ProtectedEarnings:
		in := m.GetProtectedEarnings()
		c.Input = domain.CalculationInput{
			IncomeGroup: domain.IncomeGroup(enums.Text(in.GetIncomeGroup())),
			Household:   domain.Household(enums.Text(in.GetHousehold())), Income: int64(in.GetIncomeCents()),
			Outcome: decodeOutcome(&d, "protected_earnings.outcome", in.GetOutcome()),
		}
	case domain.FreeAmount:
		c.Input.Outcome = decodeOutcome(&d, "free_amount.outcome", m.GetFreeAmount().GetOutcome())
	case domain.Capacity:
		in := m.GetCapacity()
		c.Input = domain.CalculationInput{
			Household: domain.Household(enums.Text(in.GetHousehold())), Income: int64(in.GetIncomeCents()),
			FreeID: in.GetFreeAmountId(), ProtectedID: in.GetProtectedEarningsId(), Debt: int64(in.GetDebtCents()),
		}
	}
	return c, fault.At("calculation", fault.Violations(append(d.Broken, broken...)))
}

// checkInputs answers that the input of the kind is missing, and each that is of another kind.
func checkInputs(m *debtcounsellingv1.Calculation, kind domain.CalculationKind) (broken []fault.Field) {
	for _, one := range []struct {
		kind  domain.CalculationKind
		given bool
	}{
		{domain.ProtectedEarnings, m.GetProtectedEarnings() != nil}, {domain.FreeAmount, m.GetFreeAmount() != nil},
		{domain.Capacity, m.GetCapacity() != nil},
	} {
		switch {
		case one.kind == kind && !one.given:
			broken = append(broken, fault.Field{
				Path: string(one.kind), Reason: "INPUT_MISSING", Text: "Say what to calculate it from.",
			})
		case one.kind != kind && one.given:
			broken = append(broken, fault.Field{
				Path: string(one.kind), Reason: "INPUT_UNEXPECTED", Text: "This is of another kind of calculation.",
			})
		}
	}
	return broken
}

func decodeOutcome(d *resource.Dates, path string, m *debtcounsellingv1.CalculatorOutcome) *domain.CalculatorOutcome {
	if m == nil {
		return nil
	}
	o := &domain.CalculatorOutcome{
		Calculator: m.GetCalculator(), Version: m.GetVersion(), Date: d.Read(path+".date", m.GetDate()),
		Amount: int64(m.GetAmountCents()),
	}
	for _, part := range m.GetComponents() {
		o.Components = append(o.Components, domain.OutcomeComponent{
			Kind: enums.Text(part.GetKind()), Amount: int64(part.GetAmountCents()),
		})
	}
	return o
}

func encodeCalculation(c domain.Calculation) *debtcounsellingv1.Calculation {
	m := &debtcounsellingv1.Calculation{
		Id: c.ID, TrajectoryId: c.TrajectoryID, Kind: enums.Value[debtcounsellingv1.CalculationKind](string(c.Kind)),
		Date: c.Date.String(), NormsVersion: c.NormsVersion, Recorder: c.Recorder, CreateTime: timestamppb.New(c.Created),
	}
	switch c.Kind {
	case domain.ProtectedEarnings:
		m.ProtectedEarnings = encodeProtectedEarnings(c)
	case domain.FreeAmount:
		m.FreeAmount = &debtcounsellingv1.FreeAmount{Outcome: encodeOutcome(c.Input.Outcome)}
	case domain.Capacity:
		m.Capacity = encodeCapacity(c)
	}
	for _, n := range c.Norms {
		m.Norms = append(m.Norms, &debtcounsellingv1.Norm{
			Kind:      enums.Value[debtcounsellingv1.NormKind](string(n.Kind)),
			Household: enums.Value[debtcounsellingv1.Household](string(n.Household)), StartDate: n.From.String(),
			EndDate: resource.Optional(n.Until), Amount: int32(n.Amount), Source: n.Source,
		})
	}
	return m
}

func encodeProtectedEarnings(c domain.Calculation) *debtcounsellingv1.ProtectedEarnings {
	method := debtcounsellingv1.CalculationMethod_CALCULATION_METHOD_NORMS
	if c.Input.Outcome != nil {
		method = debtcounsellingv1.CalculationMethod_CALCULATION_METHOD_CALCULATOR
	}
	return &debtcounsellingv1.ProtectedEarnings{
		IncomeGroup: enums.Value[debtcounsellingv1.IncomeGroup](string(c.Input.IncomeGroup)),
		Household:   enums.Value[debtcounsellingv1.Household](string(c.Input.Household)), IncomeCents: int32(c.Input.Income),
		Outcome: encodeOutcome(c.Input.Outcome), Method: method, ProtectedCents: int32(c.Result.Amount),
		AvailableCents: int32(c.Result.Available),
	}
}

func encodeCapacity(c domain.Calculation) *debtcounsellingv1.RepaymentCapacity {
	m := &debtcounsellingv1.RepaymentCapacity{
		Household: enums.Value[debtcounsellingv1.Household](string(c.Input.Household)), IncomeCents: int32(c.Input.Income),
		FreeAmountId: c.Input.FreeID, ProtectedEarningsId: c.Input.ProtectedID, DebtCents: int32(c.Input.Debt),
		FreeCents: int32(c.Input.Free), ProtectedCents: int32(c.Input.Protected), CapacityCents: int32(c.Result.Amount),
		WithoutCapacity: c.Result.Amount == 0, OfferCents: int32(c.Result.Offer), MonthsNeeded: int32(c.Result.MonthsNeeded),
		Problematic: c.Result.Problematic,
	}
	for _, n := range c.Norms {
		if n.Kind == domain.SettlementMonths {
			m.SettlementMonths = int32(n.Amount)
		}
	}
	return m
}

func encodeOutcome(o *domain.CalculatorOutcome) *debtcounsellingv1.CalculatorOutcome {
	if o == nil {
		return nil
	}
	m := &debtcounsellingv1.CalculatorOutcome{
		Calculator: o.Calculator, Version: o.Version, Date: o.Date.String(), AmountCents: int32(o.Amount),
	}
	for _, part := range o.Components {
		m.Components = append(m.Components, &debtcounsellingv1.OutcomeComponent{
			Kind: enums.Value[debtcounsellingv1.ComponentKind](part.Kind), AmountCents: int32(part.Amount),
		})
	}
	return m
}
