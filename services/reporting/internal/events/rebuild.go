package events

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Rebuild asks for a new counting of indicators, by the rules they are counted by at the moment; of all of them where
// none is named. It answers the countings to follow: one that is being built already is not begun again.
//
// Errors: NOT_FOUND (INDICATOR_NOT_FOUND) with every name that is counted from no facts.
func Rebuild(ctx context.Context, db *sqldb.DB, c clock.Clock, indicators []string) (countings []string, err error) {
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		countings = nil
		s := store.In(tx)
		held, err := new(memory).hold(ctx, s)
		if err != nil {
			return err
		}
		if err := s.Revise(ctx, ids.New()); err != nil {
			return err
		}
		wanted, err := choose(newest(held.countings), indicators)
		if err != nil {
			return err
		}
		facts, err := s.CountFacts(ctx)
		if err != nil {
			return err
		}
		for _, one := range wanted {
			if one.State == domain.Live {
				one.ID, one.State = ids.New(), domain.Building
				if err := s.Begin(ctx, one, wasAsked, facts, c.Now()); err != nil {
					return err
				}
			}
			countings = append(countings, one.ID)
		}
		return nil
	})
	return countings, err
}

// newest answers by indicator what is being counted anew, and of what is live that in the place of which nothing is: the
// versions of an indicator are counted each for itself.
func newest(countings []domain.Counting) map[string][]domain.Counting {
	live, building := split(countings)
	known := map[string][]domain.Counting{}
	for _, c := range building {
		known[c.Indicator] = append(known[c.Indicator], c)
	}
	for _, c := range live {
		if !slices.ContainsFunc(building, func(next domain.Counting) bool { return next.Replaces(c) }) {
			known[c.Indicator] = append(known[c.Indicator], c)
		}
	}
	return known
}

// choose answers the countings of indicators, in the order of their names.
func choose(known map[string][]domain.Counting, indicators []string) ([]domain.Counting, error) {
	names := slices.Sorted(maps.Keys(known))
	var unknown []string
	for _, name := range indicators {
		if _, counted := known[name]; !counted {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, fault.New(fault.NotFound, "INDICATOR_NOT_FOUND",
			"No indicator that is counted from records is called %s. There are %s.",
			strings.Join(unknown, ", "), strings.Join(names, ", "))
	}
	var chosen []domain.Counting
	for _, name := range names {
		if len(indicators) == 0 || slices.Contains(indicators, name) {
			chosen = append(chosen, known[name]...)
		}
	}
	return chosen, nil
}
