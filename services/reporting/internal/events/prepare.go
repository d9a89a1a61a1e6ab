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

// Prepare brings the countings in line with the catalogue that holds: what is new or has changed is to be counted, beside what is
// live, and what nobody wants any more is retired. It takes one short transaction, in which nothing is written or counted where
// all is in line, as at nearly every start; a Recount does the rest. Where the catalogue cannot be read (catalogues.Unreadable),
// the countings stay as they are.
func (p *Projection) Prepare(ctx context.Context, db *sqldb.DB, c clock.Clock) error {
	err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		plan, err := begin(ctx, store.In(tx), c)
		if err != nil {
			return err
		}
		holds, err := p.Catalogues.Current(ctx, plan.Store)
		if err != nil {
			return err
		}
		return plan.carryOut(ctx, holds.Rules())
	})
	if err != nil {
		return fmt.Errorf("prepare the countings: %w", err)
	}
	return nil
}

// plan brings the countings in line with rules, in a transaction in which nobody else counts.
type plan struct {
	store.Store
	clock        clock.Clock
	by, revision string // who counted last, and what was changed last
}

// begin keeps everybody else from counting until the transaction ends.
func begin(ctx context.Context, s store.Store, c clock.Clock) (plan, error) {
	p := plan{Store: s, clock: c}
	var err error
	p.by, p.revision, err = s.HoldCountedBy(ctx)
	return p, err
}

// carryOut retires what is not wanted and begins what is missing.
func (p plan) carryOut(ctx context.Context, rules map[string][]domain.Rule) error {
	countings, err := p.Countings(ctx)
	if err != nil || (p.by == store.ByCountings && p.revision != "" && inLine(countings, rules)) {
		return err
	}
	if err := p.Revise(ctx, ids.New()); err != nil {
		return err
	}
	if p.by != store.ByCountings {
		if err := p.takeOver(ctx, countings); err != nil {
			return err
		}
		countings = nil
	}
	facts, err := p.CountFacts(ctx)
	if err != nil {
		return err
	}
	return p.bring(ctx, countings, rules, facts)
}

// bring retires those countings that are not wanted and begins what is missing, where there are so many facts.
func (p plan) bring(ctx context.Context, countings []domain.Counting, rules map[string][]domain.Rule, facts int64) error {
	stays := compare(countings, rules, facts > 0)
	for _, c := range countings {
		if !stays[c.ID] {
			if err := p.Retire(ctx, c.ID); err != nil {
				return err
			}
		}
	}
	countings = slices.DeleteFunc(countings, func(c domain.Counting) bool { return !stays[c.ID] })
	for _, indicator := range slices.Sorted(maps.Keys(rules)) {
		for _, rule := range rules[indicator] {
			if err := p.beginMissing(ctx, countings, domain.Counting{Indicator: indicator, Rule: rule}, facts); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeOver makes the countings what counts. Whatever a version from before there were countings has counted is missing
// from them, so they start over with nothing.
func (p plan) takeOver(ctx context.Context, countings []domain.Counting) error {
	if err := p.CountByCountings(ctx); err != nil {
		return err
	}
	for _, c := range countings {
		if err := p.Retire(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// inLine says whether every counting is wanted, and every one that is wanted is there.
func inLine(countings []domain.Counting, rules map[string][]domain.Rule) bool {
	there := map[[2]string]bool{}
	for _, c := range countings {
		there[[2]string{c.Indicator, c.Rule.Digest()}] = true
		if !slices.ContainsFunc(rules[c.Indicator], c.CountsBy) {
			return false
		}
	}
	for indicator, list := range rules {
		for _, rule := range list {
			if !there[[2]string{indicator, rule.Digest()}] {
				return false
			}
		}
	}
	return true
}

// compare answers which countings stay: those by a rule that is wanted and, where there are facts to be counted first, live
// ones in a year of which another is to take their place.
func compare(countings []domain.Counting, rules map[string][]domain.Rule, counted bool) map[string]bool {
	stays := map[string]bool{}
	for _, c := range countings {
		stays[c.ID] = slices.ContainsFunc(rules[c.Indicator], c.CountsBy)
	}
	for _, c := range countings {
		if stays[c.ID] || c.State != domain.Live || !counted {
			continue
		}
		stays[c.ID] = slices.ContainsFunc(rules[c.Indicator], c.Rule.Overlaps)
	}
	return stays
}

// beginMissing begins a counting of an indicator by a rule, unless one of those that stay counts by it.
func (p plan) beginMissing(ctx context.Context, staying []domain.Counting, c domain.Counting, facts int64) error {
	reason := isNew
	for _, other := range staying {
		switch {
		case other.Indicator == c.Indicator && other.CountsBy(c.Rule):
			return nil
		case c.Replaces(other):
			reason = hasChanged
		}
	}
	c.ID, c.State = ids.New(), domain.Building
	if facts == 0 {
		c.State = domain.Live
	}
	return p.Begin(ctx, c, reason, facts, p.clock.Now())
}
