package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func anyDate(t *rapid.T, name string) civil.Date {
	return civil.Date{Year: 2019, Month: time.December, Day: 1}.AddDays(rapid.IntRange(0, 1600).Draw(t, name))
}

func anyCodes(t *rapid.T, name string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"01", "08", "84", "85"}), 0, 3, rapid.ID[string]).Draw(t, name)
}

func anyHeld(t *rapid.T) (held []domain.Certificate) {
	for i := range rapid.IntRange(0, 4).Draw(t, "held") {
		issued := anyDate(t, "issued")
		held = append(held, domain.Certificate{
			ID: fmt.Sprint(i), Kind: domain.VOG, RiskAreas: anyCodes(t, "areas"), FunctionAspects: anyCodes(t, "aspects"),
			Issued: issued, Seen: issued.AddDays(rapid.IntRange(0, 60).Draw(t, "seen after")),
			Withdrawn: rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0,
		})
	}
	return held
}

func anyRole(t *rapid.T) domain.Role {
	return mediator(func(r *domain.RequiredCertificate) {
		r.RiskAreas, r.FunctionAspects = anyCodes(t, "asked areas"), anyCodes(t, "asked aspects")
		r.ValidityMonths = rapid.IntRange(0, 40).Draw(t, "months")
	})
}

func TestEarlierIssueNeverCountsLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, next := anyDate(t, "first"), anyDate(t, "next")
		if next.Before(first) {
			first, next = next, first
		}
		fewer := rapid.IntRange(1, 600).Draw(t, "fewer")
		more := rapid.IntRange(fewer, 600).Draw(t, "more")
		early, late := domain.Certificate{Issued: first}, domain.Certificate{Issued: next}
		require.False(t, early.ValidUntil(more).After(late.ValidUntil(more)), "of an earlier issue")
		require.False(t, early.ValidUntil(fewer).After(early.ValidUntil(more)), "for fewer months")
		require.True(t, early.ValidUntil(fewer).After(first), "it counts on the day of its issue")
	})
}

func TestWhatIsShownTakesNothingAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role, held, on := anyRole(t), anyHeld(t), anyDate(t, "on")
		if len(domain.Missing(role, held, on, threeYears())) == 0 {
			more := append(held, anyHeld(t)...)
			require.Empty(t, domain.Missing(role, more, on, threeYears()), "with more certificates")
		}
	})
}

func TestRoleThatAsksLessRefusesNobodyMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role, held, on := anyRole(t), anyHeld(t), anyDate(t, "on")
		if len(domain.Missing(role, held, on, threeYears())) > 0 {
			return
		}
		less := &role.Certificates[0]
		less.RiskAreas = less.RiskAreas[:len(less.RiskAreas)/2]
		less.FunctionAspects = nil
		if less.ValidityMonths > 0 {
			less.ValidityMonths += rapid.IntRange(0, 30).Draw(t, "longer")
		}
		require.Empty(t, domain.Missing(role, held, on, threeYears()))
	})
}

// What is refused and what runs out follow from one rule: the role is refused the day after, and not before.
func TestWhatRunsOutIsRefusedFromTheDayAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role, held, on := anyRole(t), anyHeld(t), anyDate(t, "on")
		for _, e := range domain.Expiries(role, held, on, threeYears()) {
			if !e.Until.Before(on) {
				require.Empty(t, domain.Missing(role, held, on, threeYears()))
			} else {
				require.Equal(t, []string{expired}, reasonsOf(domain.Missing(role, held, on, threeYears())))
			}
			known := []domain.Certificate{e.Certificate}
			if e.Certificate.Seen.After(e.Until) {
				continue // it had run out before it was seen
			}
			require.Empty(t, domain.Missing(role, known, e.Until, threeYears()), "on the last date")
			require.Equal(t, []string{expired}, reasonsOf(domain.Missing(role, known, e.Until.AddDays(1), threeYears())))
		}
	})
}
