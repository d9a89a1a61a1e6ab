package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func settlementStates() []domain.SettlementState {
	return []domain.SettlementState{
		domain.SettlementDraft, domain.SettlementProposed, domain.SettlementPartlyRefused, domain.SettlementReconsideration,
		domain.SettlementCourt, domain.SettlementAccepted, domain.SettlementRunning, domain.SettlementRejected,
		domain.SettlementStatutory, domain.SettlementCompleted, domain.SettlementBroken, domain.SettlementWithdrawn,
	}
}

func TestEverySettlementThatIsOpenCanComeToAnEnd(t *testing.T) {
	for _, s := range settlementStates() {
		require.Equal(t, s.Open() || s == domain.SettlementRejected, len(s.Next()) > 0, "%s has a way out, unless it is an end", s)
		if s.Open() && s != domain.SettlementRunning {
			require.Contains(t, s.Next(), domain.SettlementWithdrawn, s)
		}
	}
	reached := map[domain.SettlementState]bool{}
	var walk func(domain.SettlementState)
	walk = func(s domain.SettlementState) {
		if !reached[s] {
			reached[s] = true
			for _, to := range s.Next() {
				walk(to)
			}
		}
	}
	walk(domain.SettlementDraft)
	require.Len(t, reached, len(settlementStates()), "each state can be reached")
}

// TestSettlementKeepsItsDatesWhateverHappens takes a settlement through steps and answers at random.
func TestSettlementKeepsItsDatesWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := domain.Settlement{
			ID: "settlement", Version: 1, Life: domain.SettlementLife{State: domain.SettlementDraft, Since: date2020()},
			Offers: []domain.Offer{{ClaimID: "a", Number: 1, Owed: 1_00}, {ClaimID: "b", Number: 2, Owed: 2_00}},
		}
		claims := []domain.Claim{{ID: "a", Amount: 1_00, State: domain.ClaimOpen}, {ID: "b", Amount: 2_00, State: domain.ClaimOpen}}
		today := date2020().AddDays(1_000)
		in := domain.SettlementStepping{
			Today: today, Claims: claims, Trajectory: domain.Trajectory{Kind: domain.DebtHelp, State: domain.Solution},
		}
		for range rapid.IntRange(0, 15).Draw(t, "steps") {
			before, on := s.Life, s.Life.Since.AddDays(rapid.IntRange(0, 20).Draw(t, "days"))
			if rapid.Bool().Draw(t, "answer") {
				_, _, err := s.Answer(domain.Answering{
					ClaimIDs: []string{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "claim")}, Date: on,
					Outcome: rapid.SampledFrom([]domain.OfferOutcome{domain.OfferAccepted, domain.OfferUnanswered}).Draw(t, "outcome"),
				}, today)
				require.Equal(t, err != nil && fault.Is(err, "SETTLEMENT_NOT_ASKED"), before.State != domain.SettlementProposed &&
					before.State != domain.SettlementReconsideration)
			} else {
				_ = s.Step(&domain.SettlementTransition{To: rapid.SampledFrom(settlementStates()).Draw(t, "to"), Date: on}, in)
			}
			requireLife(t, s)
		}
	})
}

// requireLife checks what always holds of a settlement, which the database checks too.
func requireLife(t *rapid.T, s domain.Settlement) {
	l := s.Life
	require.False(t, l.Forced && (l.Accepted.IsZero() || l.CourtAsked.IsZero()), "nobody is forced before that is granted")
	require.Equal(t, l.Round == 0, l.Proposed.IsZero())
	require.Equal(t, l.State == domain.SettlementWithdrawn, !l.Withdrawn.IsZero())
	require.False(t, !l.Start.IsZero() && l.Accepted.IsZero(), "nothing is paid before all agreed, or the court made them")
	require.False(t, !l.End.IsZero() && l.Start.IsZero())
	require.False(t, !l.Declared.IsZero() && l.Rejected.IsZero())
	if !l.Accepted.IsZero() && !l.Forced {
		for _, o := range s.Offers {
			require.Equal(t, domain.OfferAccepted, o.Outcome)
		}
	}
}
