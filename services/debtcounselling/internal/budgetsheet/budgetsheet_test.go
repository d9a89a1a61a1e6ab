package budgetsheet_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/budgetsheet"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func open(t *testing.T, lines ...domain.BudgetLine) *excelize.File {
	t.Helper()
	content, err := budgetsheet.Write(domain.BudgetPlan{
		Date: civil.Date{Year: 2026, Month: time.December, Day: 1}, Lines: lines, Totals: domain.Sum(lines),
	})
	require.NoError(t, err)
	file, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	return file
}

func TestBudgetPlanIsASpreadsheetInDutch(t *testing.T) {
	file := open(t, domain.BudgetLine{Category: "housing", Amount: 650_05, Description: "huur"},
		domain.BudgetLine{Category: "wages", Amount: 500_00, Description: "=1+1"}, domain.BudgetLine{Category: "tax", Amount: 7})
	rows, err := file.GetRows("Budgetplan", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"Budgetplan vanaf 2026-12-01"}, nil,
		{"Inkomsten", "Omschrijving", "Bedrag per maand"}, {"Loon", "=1+1", "500.00"}, {"Totaal inkomsten", "", "500.00"}, nil,
		{"Uitgaven", "Omschrijving", "Bedrag per maand"}, {"Wonen", "huur", "650.05"}, {"Belastingen", "", "0.07"},
		{"Totaal uitgaven", "", "650.12"}, nil,
		{"Over per maand", "", "-150.12"},
	}, rows)
	formula, err := file.GetCellFormula("Budgetplan", "B4")
	require.NoError(t, err)
	require.Empty(t, formula, "what somebody wrote is text")
	kind, err := file.GetCellType("Budgetplan", "C4")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeUnset, excelize.CellTypeNumber}, kind, "an amount is a number")
	shown, err := file.GetCellValue("Budgetplan", "C12")
	require.NoError(t, err)
	require.Equal(t, "-€ 150.12", shown, "the program shows it as the language of the user has it")
}

func TestEveryCategoryHasAName(t *testing.T) {
	values := debtcounsellingv1.BudgetCategory(0).Descriptor().Values()
	for i := 1; i < values.Len(); i++ {
		word := enums.Text(debtcounsellingv1.BudgetCategory(values.Get(i).Number()))
		file := open(t, domain.BudgetLine{Category: domain.BudgetCategory(word), Amount: 1})
		rows, err := file.GetRows("Budgetplan")
		require.NoError(t, err)
		found := false
		for _, row := range rows {
			for _, cell := range row {
				require.NotEqual(t, word, cell)
			}
			found = found || (len(row) == 3 && row[1] == "" && row[2] == "€ 0.01" && row[0] != "")
		}
		require.True(t, found, word)
	}
}
