package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Small: map[string]string{
			"account_key":         "one for each time that the key changed",
			"catalogue_newest":    "catalogues, of which there are some tens",
			"counting":            "one for each indicator, and those that were retired",
			"edition":             "a few for each year",
			"figure_cell_empty":   "what nothing speaks for any more, which goes at once",
			"figure_member_empty": "what nothing speaks for any more, which goes at once",
			"location":            "a register of some hundreds",
			"programme":           "a register of some tens",
		},
		Fine: map[string]string{
			"CountFacts": "asked where something is counted anew, which reads all facts",
		},
		Composed: map[string]string{
			"PutFacts": "the columns that the facts have",
		},
	}.Check(t)
}
