package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/enums"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// requireWords checks that each value of an enum of the contract has a word of its own.
func requireWords[E enumValue, K ~string](t *testing.T, word func(K) string) {
	t.Helper()
	var zero E
	values := zero.Descriptor().Values()
	for i := 1; i < values.Len(); i++ {
		code := enums.Text(zero.Type().New(values.Get(i).Number()))
		require.NotEqual(t, code, word(K(code)), "%s has no word in Dutch", values.Get(i).Name())
	}
}

type enumValue interface {
	~int32
	protoreflect.Enum
}

func TestEverythingHasAWordInDutch(t *testing.T) {
	requireWords[debtcounsellingv1.Sex](t, words.Sex)
	requireWords[debtcounsellingv1.Household](t, words.Household)
	requireWords[debtcounsellingv1.DebtKind](t, words.DebtKind)
	requireWords[debtcounsellingv1.ClaimExclusion](t, words.Exclusion)
	requireWords[debtcounsellingv1.TrajectoryKind](t, words.Help)
	requireWords[debtcounsellingv1.ReportChannel](t, words.Channel)
	requireWords[debtcounsellingv1.TrajectoryState](t, words.Phase)
	requireWords[debtcounsellingv1.TrajectoryState](t, words.Meaning)
	requireWords[debtcounsellingv1.ExitReason](t, words.Exit)
	requireWords[debtcounsellingv1.DecisionKind](t, words.Decision)
	requireWords[debtcounsellingv1.DecisionGround](t, words.Ground)
	requireWords[debtcounsellingv1.MeasureKind](t, words.Measure)
	requireWords[debtcounsellingv1.TermKind](t, words.Term)
	requireWords[debtcounsellingv1.BudgetCategory](t, words.Category)
	requireWords[debtcounsellingv1.ComponentKind](t, words.Component)
	requireWords[debtcounsellingv1.AccessKind](t, words.Access)
	for _, state := range []domain.ClaimState{domain.ClaimSettled, domain.ClaimWaived, domain.ClaimWithdrawn} {
		require.NotEqual(t, string(state), words.ClaimEnd(state))
	}
}
