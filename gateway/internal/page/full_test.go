package page

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// full is the second edition of the account of 2022 as the city reads it: all figures, with goals, targets, explanations,
// earlier years, wijken, and what is withheld of them. Its parts are made up.
func full(t *testing.T) *reportingv1.Account {
	t.Helper()
	content, err := os.ReadFile("testdata/account.json")
	require.NoError(t, err)
	a := &reportingv1.Account{}
	require.NoError(t, protojson.Unmarshal(content, a))
	return a
}

// live is the same account as it is now.
func live(t *testing.T) *reportingv1.Account {
	t.Helper()
	a := full(t)
	a.Edition = 0
	return a
}

// figureOf answers the figure called indicator of a.
func figureOf(t *testing.T, a *reportingv1.Account, indicator string) *reportingv1.Figure {
	t.Helper()
	for _, f := range a.GetFigures() {
		if f.GetIndicator() == indicator {
			return f
		}
	}
	require.Fail(t, "no figure "+indicator)
	return nil
}

// under answers the details of d whose summary begins with words.
func under(t *testing.T, d webtest.Document, words string) webtest.Document {
	t.Helper()
	for _, details := range d.All("details") {
		summary := details.First("summary")
		if summary.Node.FirstChild.Data == words {
			return details
		}
	}
	require.Fail(t, "nothing is under "+words)
	return webtest.Document{}
}

// rows answers the words of the rows of the tables in d.
func rows(d webtest.Document) []string {
	var all []string
	for _, body := range d.All("tbody") {
		for _, row := range body.All("tr") {
			all = append(all, row.Text())
		}
	}
	return all
}
