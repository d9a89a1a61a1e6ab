package api

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// decodeBudgetPlan answers a budget plan of a trajectory, or every rule it breaks.
func decodeBudgetPlan(m *debtcounsellingv1.BudgetPlan, t domain.Trajectory) (domain.BudgetPlan, error) {
	var d resource.Dates
	p := domain.BudgetPlan{TrajectoryID: t.ID, Date: d.Read("date", m.GetDate())}
	for _, l := range m.GetLines() {
		p.Lines = append(p.Lines, domain.BudgetLine{
			Category: domain.BudgetCategory(enums.Text(l.GetCategory())), Amount: int64(l.GetAmountCents()),
			ClientID: l.GetClientId(), Description: l.GetDescription(),
		})
	}
	p.Totals = domain.Sum(p.Lines)
	broken := append(d.Broken, p.Check(domain.StatedTotals{
		Income: cents(m.IncomeCents), Expense: cents(m.ExpenseCents), Left: cents(m.LeftCents),
	}, t.ClientIDs)...)
	return p, fault.At("budget_plan", fault.Violations(broken))
}

func cents(amount *int32) *int64 {
	if amount == nil {
		return nil
	}
	wide := int64(*amount)
	return &wide
}

// textField is the place of the text of a line in its plan.
func textField(line int) string { return fmt.Sprintf("line/%d", line) }

// sealBudgetPlan answers a budget plan as it is kept. What a line says is sealed for whose it is, and for the first client of
// the trajectory where it is of the household. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) sealBudgetPlan(ctx context.Context, p domain.BudgetPlan, first string) (store.BudgetPlan, error) {
	kept := store.BudgetPlan{BudgetPlan: p, Current: true, Sealed: make([]store.SealedText, len(p.Lines))}
	for i, l := range p.Lines {
		kept.Sealed[i] = store.SealedText{ClientID: first, Sealed: []byte{}}
		if l.ClientID != "" {
			kept.Sealed[i].ClientID = l.ClientID
		}
	}
	keys, err := d.textKeys(ctx, kept)
	if err != nil {
		return kept, err
	}
	for i, l := range p.Lines {
		if l.Description == "" {
			continue
		}
		of := kept.Sealed[i].ClientID
		if kept.Sealed[i].Sealed, err = keys.Seal(of, p.ID, textField(i), []byte(l.Description)); err != nil {
			return kept, erased(err)
		}
	}
	return kept, nil
}

// textKeys answers the keys of those for whom the lines of a plan are sealed, with one query.
func (d Deps) textKeys(ctx context.Context, p store.BudgetPlan) (privacy.Keys, error) {
	var ids []string
	for _, text := range p.Sealed {
		ids = append(ids, text.ClientID)
	}
	return d.vault().Keys(ctx, ids...)
}

// openBudgetPlan answers a budget plan with what its lines say, but for those that are sealed for who was erased.
func (d Deps) openBudgetPlan(ctx context.Context, p store.BudgetPlan) (domain.BudgetPlan, error) {
	keys, err := d.textKeys(ctx, p)
	if err != nil {
		return p.BudgetPlan, err
	}
	for i, text := range p.Sealed {
		p.Lines[i].Description = ""
		if len(text.Sealed) == 0 {
			continue
		}
		opened, err := keys.Open(text.ClientID, p.ID, textField(i), text.Sealed)
		if errors.Is(err, privacy.ErrErased) {
			continue
		}
		if err != nil {
			return p.BudgetPlan, err
		}
		p.Lines[i].Description = string(opened)
	}
	return p.BudgetPlan, nil
}

func (d Deps) answerBudgetPlan(ctx context.Context, p store.BudgetPlan) (*debtcounsellingv1.BudgetPlan, error) {
	opened, err := d.openBudgetPlan(ctx, p)
	if err != nil {
		return nil, err
	}
	return encodeBudgetPlan(opened, p.Current), nil
}

func encodeBudgetPlan(p domain.BudgetPlan, current bool) *debtcounsellingv1.BudgetPlan {
	m := &debtcounsellingv1.BudgetPlan{
		Id: p.ID, TrajectoryId: p.TrajectoryID, Date: p.Date.String(), IncomeCents: proto.Int32(int32(p.Totals.Income)),
		ExpenseCents: proto.Int32(int32(p.Totals.Expense)), LeftCents: proto.Int32(int32(p.Totals.Left())), Current: current,
		Recorder: p.Recorder, CreateTime: timestamppb.New(p.Created),
	}
	for _, l := range p.Lines {
		m.Lines = append(m.Lines, &debtcounsellingv1.BudgetLine{
			Category:    enums.Value[debtcounsellingv1.BudgetCategory](string(l.Category)),
			AmountCents: int32(l.Amount), ClientId: l.ClientID, Description: l.Description,
		})
	}
	return m
}
