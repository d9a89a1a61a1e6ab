package events

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Why there is a counting, as its row says.
const (
	isNew      = "the indicator is new"
	hasChanged = "the rule of the indicator changed"
	wasAsked   = "it was asked for"
)

// Prepare brings the countings in line with the catalogue: what is new or has changed is to be counted, beside what is
// live, and what nobody wants any more is retired. It takes one short transaction, however many facts there are; a
// Recount does the rest.
func (p *Projection) Prepare(ctx context.Context, db *sqldb.DB, c clock.Clock) error {
	err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		plan := plan{Store: store.In(tx), clock: c, rules: p.Catalogue.Rules()}
		by, _, err := plan.HoldCountedBy(ctx)
		if err != nil {
			return err
		}
		if err := plan.Revise(ctx, ids.New()); err != nil {
			return err
		}
		if plan.facts, err = plan.CountFacts(ctx); err != nil {
			return err
		}
		if by != store.ByCountings {
			if err := plan.takeOver(ctx); err != nil {
				return err
			}
		}
		return plan.carryOut(ctx)
	})
	if err != nil {
		return fmt.Errorf("prepare the countings: %w", err)
	}
	return nil
}

// plan is what Prepare does in its transaction.
type plan struct {
	store.Store
	clock clock.Clock
	rules map[string]domain.Rule
	facts int64
}

// takeOver makes the countings what counts. Whatever a version from before there were countings has counted is missing
// from them, so they start over with nothing.
func (p plan) takeOver(ctx context.Context) error {
	if err := p.CountByCountings(ctx); err != nil {
		return err
	}
	countings, err := p.Countings(ctx)
	if err != nil {
		return err
	}
	for _, c := range countings {
		if err := p.Retire(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// carryOut retires what is not wanted and begins what is missing.
func (p plan) carryOut(ctx context.Context) error {
	countings, err := p.Countings(ctx)
	if err != nil {
		return err
	}
	replaced, present := map[string]bool{}, map[string]bool{}
	for _, c := range countings {
		rule, wanted := p.rules[c.Indicator]
		switch {
		case wanted && c.Rule.Digest() == rule.Digest():
			present[c.Indicator] = true
		case wanted && c.State == domain.Live && p.facts > 0:
			replaced[c.Indicator] = true // it stays until the new one takes its place
		default:
			if err := p.Retire(ctx, c.ID); err != nil {
				return err
			}
		}
	}
	for _, indicator := range slices.Sorted(maps.Keys(p.rules)) {
		if present[indicator] {
			continue
		}
		state, reason := domain.Building, isNew
		if replaced[indicator] {
			reason = hasChanged
		}
		if p.facts == 0 {
			state = domain.Live
		}
		if err := p.begin(ctx, indicator, state, reason); err != nil {
			return err
		}
	}
	return nil
}

// begin begins a counting of an indicator by its rule.
func (p plan) begin(ctx context.Context, indicator string, state domain.State, reason string) error {
	return p.Begin(ctx, domain.Counting{
		ID: ids.New(), Indicator: indicator, Rule: p.rules[indicator], State: state,
	}, reason, p.facts, p.clock.Now())
}
