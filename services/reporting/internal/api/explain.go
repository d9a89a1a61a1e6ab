package api

import (
	"context"
	"fmt"
	"math"

	"github.com/deschoor/meedoen/platform/civil"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// explain adds to an account, whose figures are those given, what makes them mean something: the goals they show, what was
// agreed, the years before, what people say, who answers for them and what they are counted from.
func (s *Accounts) explain(
	ctx context.Context, c *domain.Catalogue, account *reportingv1.Account, figures []domain.Figure, full bool,
) error {
	year := int(account.GetYear())
	said, err := store.Reading(s.DB.Read()).Explanations(ctx, year)
	if err != nil {
		return err
	}
	explanations := encodeExplanations(c.InOrder(year, said))
	account.Goals = encodeGoals(c.Goals(year))
	today := civil.Today(s.Clock.Now(), s.Zone)
	for i, f := range figures {
		m := account.GetFigures()[i]
		m.Responsible, m.SourceEvents = f.Indicator.Responsible, events.Sources(f.Indicator.Measure)
		m.Explanations = explanations[f.Indicator.ID]
		if m.EarlierFigures, err = encodeEarlier(f); err != nil {
			return err
		}
		m.Target = encodeTarget(f, year, today)
		if full {
			m.Quarters = encodeQuarters(f, year)
		}
	}
	return nil
}

// encodeEarlier answers the earlier years of a figure. A value that does not fit the contract is an error, as that of the year
// is.
func encodeEarlier(f domain.Figure) ([]*reportingv1.EarlierFigure, error) {
	var list []*reportingv1.EarlierFigure
	for _, e := range f.Earlier {
		if e.Value > math.MaxInt32 {
			return nil, fmt.Errorf("figure %s of %d is %d, more than the contract can say", f.Indicator.ID, e.Year, e.Value)
		}
		list = append(list, &reportingv1.EarlierFigure{
			Year: int32(e.Year), Value: int32(e.Value), Wording: e.Wording.Text, SameDefinition: e.SameDefinition,
		})
	}
	return list, nil
}
