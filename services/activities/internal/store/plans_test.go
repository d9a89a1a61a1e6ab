package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Fine: map[string]string{
			"DeleteRequestIDs":        "nothing knows by which request it was made, and an index would cost every request",
			"ListErasedParticipants":  "a restored service compares all erasures with those that the keys know, at a start",
			"ListHeadCountsOfSession": "a session has a few counts",
		},
		Composed: map[string]string{
			"CountOffers":       "what narrows the offers",
			"ListOffers":        "what narrows the offers",
			"ListOfferSessions": "what narrows the offers and their sessions",
			"ListNextSessions":  "the offers, as many as a page has",
		},
	}.Check(t)
}
