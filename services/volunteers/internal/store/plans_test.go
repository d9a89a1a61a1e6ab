package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Small: map[string]string{
			"assignment_running": "what goes on, of all that ever did",
			"engagement_running": "who is there, of all who ever were",
			"programme":          "a register of some tens",
		},
		Fine: map[string]string{
			"DeleteRequestIDs":          "nothing knows by which request it was made, and an index would cost every request",
			"FirstActiveDate":           "retention is computed of everybody, at most once in its window",
			"ListActive":                "retention is computed of everybody, at most once in its window",
			"ListAssignmentTransitions": "an assignment has a few",
			"ListErasedPeople":          "a restored service compares all erasures with those that the keys know, at a start",
			"ListVacancyReactions":      "a vacancy has some tens",
			"ListVacancyTransitions":    "a vacancy has a few",
		},
		Composed: map[string]string{
			"Busy": "the hours at which a vacancy wants somebody, in its first weeks",
		},
	}.Check(t)
}
