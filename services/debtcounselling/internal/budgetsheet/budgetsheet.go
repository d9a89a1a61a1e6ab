// Package budgetsheet writes a budget plan as a spreadsheet in Dutch, as a client gets it on paper.
package budgetsheet

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// MediaType is what a spreadsheet is (ECMA-376).
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const sheet = "Budgetplan"

// sheetWriter writes rows one below the other, and remembers the first thing that went wrong.
type sheetWriter struct {
	file        *excelize.File
	row         int
	bold, money int // styles
	boldMoney   int
	err         error
}

// Write answers a budget plan as XLSX: what comes in, what is paid, and what is left of an average month.
func Write(p domain.BudgetPlan) (content []byte, err error) {
	w := &sheetWriter{file: excelize.NewFile()}
	defer func() { w.do(w.file.Close()) }()
	w.begin()
	w.title("Budgetplan vanaf " + p.Date.String())
	w.row++
	w.part("Inkomsten", "Totaal inkomsten", p.Totals.Income, incomes(p.Lines, true))
	w.part("Uitgaven", "Totaal uitgaven", p.Totals.Expense, incomes(p.Lines, false))
	w.line(w.bold, w.boldMoney, "Over per maand", "", p.Totals.Left())
	var b bytes.Buffer
	if w.err == nil {
		w.do(w.file.Write(&b))
	}
	if w.err != nil {
		return nil, fmt.Errorf("write a budget plan: %w", w.err)
	}
	return b.Bytes(), nil
}

func incomes(lines []domain.BudgetLine, are bool) (some []domain.BudgetLine) {
	for _, l := range lines {
		if l.Category.IsIncome() == are {
			some = append(some, l)
		}
	}
	return some
}

func (w *sheetWriter) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// begin names the sheet, widens its columns and makes its styles.
func (w *sheetWriter) begin() {
	w.do(w.file.SetSheetName("Sheet1", sheet))
	w.do(w.file.SetColWidth(sheet, "A", "A", 28))
	w.do(w.file.SetColWidth(sheet, "B", "B", 44))
	w.do(w.file.SetColWidth(sheet, "C", "C", 18))
	format, bold := `"€" #,##0.00;-"€" #,##0.00`, &excelize.Font{Bold: true}
	w.bold = w.style(&excelize.Style{Font: bold})
	w.money = w.style(&excelize.Style{CustomNumFmt: &format})
	w.boldMoney = w.style(&excelize.Style{CustomNumFmt: &format, Font: bold})
}

func (w *sheetWriter) style(s *excelize.Style) int {
	id, err := w.file.NewStyle(s)
	w.do(err)
	return id
}

func (w *sheetWriter) title(text string) {
	w.row++
	w.text("A", w.bold, text)
}

// part writes a heading, the lines, their sum and an empty row.
func (w *sheetWriter) part(heading, total string, sum int64, lines []domain.BudgetLine) {
	w.title(heading)
	w.text("B", w.bold, "Omschrijving")
	w.text("C", w.bold, "Bedrag per maand")
	for _, l := range lines {
		w.line(0, w.money, words.Category(l.Category), l.Description, l.Amount)
	}
	w.line(w.bold, w.boldMoney, total, "", sum)
	w.row++
}

func (w *sheetWriter) line(style, amountStyle int, name, description string, cents int64) {
	w.row++
	w.text("A", style, name)
	w.text("B", style, description)
	cell := w.cell("C")
	// The number is written as text of digits, which is no detour over a binary fraction.
	w.do(w.file.SetCellDefault(sheet, cell, decimal(cents)))
	w.do(w.file.SetCellStyle(sheet, cell, cell, amountStyle))
}

// text writes a text as a text: one that begins with = is no formula.
func (w *sheetWriter) text(column string, style int, text string) {
	cell := w.cell(column)
	w.do(w.file.SetCellStr(sheet, cell, text))
	w.do(w.file.SetCellStyle(sheet, cell, cell, style))
}

func (w *sheetWriter) cell(column string) string { return fmt.Sprintf("%s%d", column, w.row) }

// decimal writes cents as euros, as a spreadsheet stores numbers.
func decimal(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}
