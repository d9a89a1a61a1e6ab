package terminal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestImportIsToldInDutch(t *testing.T) {
	for name, tt := range map[string]struct {
		imported *activitiesv1.Import
		want     string
	}{
		"recorded": {
			&activitiesv1.Import{
				Outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED, RowsRead: 1234, RowsRecorded: 1230, RowsKnown: 4,
				IgnoredColumns: []string{"G", "H"},
			},
			lines(
				"Overgeslagen, want de naam zegt hier niets: kolommen G, H.",
				"a.csv: 1.234 regels gelezen, 1.230 vastgelegd, 4 al bekend.",
			),
		},
		"absent": {
			&activitiesv1.Import{
				Outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED, RowsRead: 3, RowsRecorded: 1, RowsAbsent: 2,
			},
			lines("a.csv: 3 regels gelezen, 1 vastgelegd, 0 al bekend, 2 afwezig."),
		},
		"validated": {
			&activitiesv1.Import{Outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_VALIDATED, RowsRead: 1},
			lines("a.csv: 1 regel gelezen, niets vastgelegd, want dit was een controle."),
		},
		"rejected": {
			&activitiesv1.Import{
				Outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_REJECTED, RowsRead: 3000, RowsRejected: 1,
				Rejections: []*activitiesv1.ImportRejection{
					{Line: 2001, Column: "Datum", Reason: "CELL_EMPTY", Text: "Deze cel is leeg."},
					{Line: 2001, Reason: "CELL_WITHOUT_HEADER", Text: "Er staat een waarde in een kolom zonder naam."},
				},
			},
			lines(
				"Regel 2.001, Datum: Deze cel is leeg. CELL_EMPTY",
				"Regel 2.001: Er staat een waarde in een kolom zonder naam. CELL_WITHOUT_HEADER",
				"",
				"a.csv: 3.000 regels gelezen, niets vastgelegd, 1 niet goed.",
			),
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.want, terminal.Imported("a.csv", tt.imported, plain()))
		})
	}
}

func TestOnlyTheFirstFiftyViolationsAreShown(t *testing.T) {
	i := &activitiesv1.Import{}
	for range 1062 {
		i.Rejections = append(i.Rejections, &activitiesv1.ImportRejection{Line: 2, Text: "Fout.", Reason: "X"})
	}
	shown := terminal.Imported("a.csv", i, plain())
	require.Equal(t, 50, strings.Count(shown, "Fout."))
	require.Contains(t, shown, "En nog 1.012. Met --errors BESTAND komen ze allemaal in een bestand.\n")
}
