package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Small: map[string]string{
			"question_change_count": "one row",
			"question_change_new":   "changes that have no number yet",
			"webhook":               "a register of some tens",
		},
		Fine: map[string]string{
			"DeleteRequestIDs":         "nothing knows by which request it was made, and an index would cost every request",
			"ListErasedMediations":     "a restored service compares all erasures with those that the keys know, at a start",
			"ListErasedResidents":      "a restored service compares all erasures with those that the keys know, at a start",
			"ListGuidanceTransitions":  "a trajectory has a few",
			"ListMediationTransitions": "a mediation has a few",
			"ListQuestionTransitions":  "a question has a few",
			"ListQuestionsOfTeamsWith": "senders who gave the same reference are few",
		},
		Composed: map[string]string{
			"NumberQuestionChanges": "the changes, which stand where a table does",
		},
	}.Check(t)
}
